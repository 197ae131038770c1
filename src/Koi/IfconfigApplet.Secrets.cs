using System.Collections.Immutable;
using Koi.Interfaces.Ifconfig;
using Koi.Interfaces.Linux;

namespace Koi;

/// <content>Passphrases, which do not stand on command lines.</content>
internal sealed partial class IfconfigApplet
{
    private const string StandardInput = "-";

    /// <summary>The command with its passphrases read from where the command line says.</summary>
    /// <returns>Null when one cannot be had.</returns>
    private static IfconfigCommand.Change? WithSecrets(IfconfigCommand.Change command, out string error)
    {
        error = "";
        var operations = ImmutableArray.CreateBuilder<Operation>();
        foreach (var operation in command.Operations)
        {
            if (operation is not Operation.Pass place)
            {
                operations.Add(operation);
                continue;
            }

            if (ReadPassphrase(place.Text, out error) is not { } passphrase)
            {
                return null;
            }

            operations.Add(new Operation.Pass(passphrase));
        }

        return command with { Operations = operations.DrainToImmutable() };
    }

    private static string? ReadPassphrase(string place, out string error)
    {
        if (place is not StandardInput && !place.StartsWith('/'))
        {
            error = "pass: a passphrase on the command line can be read by everyone in /proc; give - for standard input or the path of a file";
            return null;
        }

        var passphrase = place is StandardInput ? PassphraseFile.Read(Console.OpenStandardInput(), out error) : PassphraseFile.Read(place, out error);
        error = passphrase is null ? $"pass {place}: {error}" : "";
        return passphrase;
    }
}

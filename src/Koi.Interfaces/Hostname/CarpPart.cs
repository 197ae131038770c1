using System.Collections.Immutable;
using Koi.Interfaces.Ifconfig;

namespace Koi.Interfaces.Hostname;

/// <summary>
/// The start of a carp interface: it needs its vhid and its carpdev at once, and a password or an address that came later would be
/// another interface for a moment. OpenBSD's files have them on any lines, so that all lines make one command.
/// </summary>
internal static class CarpPart
{
    /// <summary>The start of a carp interface; null for others.</summary>
    public static NetstartPart.Interface? Of(HostnameFile file)
    {
        if (InterfaceFamily.Of(file.Interface) is not InterfaceFamily.Carp || !CreationWords.IsCloned(file.Interface))
        {
            return null;
        }

        var parameters = file.Lines.Where(IsParameters).ToArray();
        var place = parameters.FirstOrDefault(line => Has(line, "vhid")) ?? parameters.FirstOrDefault();
        // Lines with addresses begin with their family, so that none completes the one before.
        string[] all = [file.Interface, "create", .. parameters.OrderBy(HasAddress).SelectMany(line => Words(line))];
        return new(file.Interface, new NetstartStep.Ifconfig([.. all], place?.Span), [.. file.Lines.Where(line => !IsParameters(line)).SelectMany(line => NetstartPlan.StepsOf(file.Interface, line))])
        {
            IsCreationRepeated = true,
        };
    }

    /// <summary>The carpdev that a file names; null when it names none, or is not a carp interface's.</summary>
    public static string? ParentOf(HostnameFile file)
    {
        if (InterfaceFamily.Of(file.Interface) is not InterfaceFamily.Carp)
        {
            return null;
        }

        var words = file.Lines.Select(Words).FirstOrDefault(line => line.Contains("carpdev", StringComparer.Ordinal), []);
        return words.SkipWhile(word => !string.Equals(word, "carpdev", StringComparison.Ordinal)).Skip(1).FirstOrDefault();
    }

    /// <summary>Whether a parameter is on any of the lines.</summary>
    public static bool HasParameter(IEnumerable<HostnameLine> lines, string word) => lines.Any(line => Has(line, word));

    private static bool Has(HostnameLine line, string word) => Words(line).Contains(word, StringComparer.Ordinal);

    private static bool IsParameters(HostnameLine line) => line is HostnameLine.Address or HostnameLine.Verbatim;

    private static bool HasAddress(HostnameLine line) => line is HostnameLine.Address || Family(Words(line)) is not null;

    private static ImmutableArray<string> Words(HostnameLine line)
    {
        var words = line switch
        {
            HostnameLine.Address address => address.Words,
            HostnameLine.Verbatim verbatim => verbatim.Words,
            _ => [],
        };
        ImmutableArray<string> texts = [.. words.Select(word => word.Text)];
        return texts.IsEmpty || texts[0] is "inet" or "inet6" || Family(texts) is not { } family ? texts : texts.Insert(0, family);
    }

    /// <summary>The family of the first address in a line; null when there is none.</summary>
    private static string? Family(ImmutableArray<string> words)
    {
        var operations = IfconfigCommand.Parse(["carp0", .. words], out _) is IfconfigCommand.Change change ? change.Operations : [];
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case Operation.SetAddress set:
                    return set.Words.Address.IsV6 ? "inet6" : "inet";
                case Operation.RemoveAddress remove:
                    return remove.Address is { IsV6: true } ? "inet6" : "inet";
                default:
                    break;
            }
        }

        return null;
    }
}

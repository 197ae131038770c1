namespace Koi.Interfaces.Ifconfig;

/// <summary>
/// Reads the parameters of one interface. A word that is no parameter is an address, and a second one the other end's, as in
/// OpenBSD; <c>inet</c> and <c>inet6</c> begin another address.
/// </summary>
internal sealed class ParameterReader(string interfaceName)
{
    private AddressReader address = new(interfaceName);

    /// <summary>What was read.</summary>
    public List<Operation> Operations { get; } = [];

    /// <summary>Reads all words.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Read(ReadOnlySpan<string> words)
    {
        while (!words.IsEmpty)
        {
            var word = words[0];
            if (!Parameters.All.TryGetValue(word, out var parameter))
            {
                if ((Parameters.Absent(word) ?? address.Take(word)) is { } wrong)
                {
                    return wrong;
                }

                words = words[1..];
                continue;
            }

            if (words.Length <= parameter.Operands)
            {
                return parameter.Operands == 1 ? $"'{word}' requires argument" : $"'{word}' requires {parameter.Operands} arguments";
            }

            if (parameter.Read(this, words.Slice(1, parameter.Operands)) is { } error)
            {
                return error;
            }

            words = words[(1 + parameter.Operands)..];
        }

        return EndAddress() ?? Check();
    }

    /// <summary>Adds an operation.</summary>
    /// <returns>Null: nothing is wrong.</returns>
    public string? Add(Operation operation)
    {
        Operations.Add(operation);
        return null;
    }

    /// <summary>Gives a word about the address to it.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? AddToAddress(Func<AddressReader, string?> read) => read(address);

    /// <summary>Begins another address.</summary>
    /// <returns>What is wrong with the one before; null when nothing is.</returns>
    public string? BeginAddress(bool isV6)
    {
        if (EndAddress() is { } wrong)
        {
            return wrong;
        }

        address = new AddressReader(interfaceName) { IsV6 = isV6 };
        return null;
    }

    private string? EndAddress()
    {
        var error = address.End(out var operation);
        if (operation is not null)
        {
            Operations.Add(operation);
        }

        return error;
    }

    private string? Check()
    {
        if (Operations.Count > 1 && Operations.Any(o => o is Operation.Destroy))
        {
            return "destroy: no other parameter can be given with it";
        }

        var hasPorts = Operations.Any(o => o is Operation.AddPort { Owner: PortOwner.Trunk });
        return hasPorts && Operations.Any(o => o is Operation.TrunkProto { Protocol: TrunkProtocol.None })
            ? "trunkproto none: such a trunk has no ports"
            : null;
    }
}

using Koi.Netlink;

namespace Koi.Interfaces.Ifconfig;

/// <summary>Gathers the words of one address.</summary>
internal sealed class AddressReader(string interfaceName)
{
    private InetAddress? address;
    private InetAddress? destination;
    private InetAddress? broadcast;
    private byte? length;
    private uint? preferred;
    private uint? valid;
    private bool isAlias;
    private bool isDeleted;
    private bool isEui64;
    private string lastWord = "";    // names what lacks an address

    /// <summary>The family that was said; null when none was.</summary>
    public bool? IsV6 { get; init; }

    /// <summary>Reads an address, with or without its length; the second is the other end's.</summary>
    public string? Take(string word)
    {
        if (address is not null)
        {
            return destination is null ? TakeDestination(word) : BadValue(word);
        }

        var text = word.AsSpan();
        if (text.IndexOf('/') is var slash and >= 0)
        {
            var most = text.Contains(':') ? 128u : 32u;
            if (length is not null || DecimalNumber.Read(text[(slash + 1)..].ToString(), 0, most, out var number) is not null)
            {
                return BadValue(word);
            }

            length = (byte)number;
            text = text[..slash];
        }

        if (!TryRead(text, out var parsed))
        {
            return BadValue(word);
        }

        address = parsed;
        return null;
    }

    public string? TakeDestination(string word)
    {
        lastWord = "dest";
        if (destination is not null || !TryRead(word, out var parsed))
        {
            return BadValue(word);
        }

        destination = parsed;
        return null;
    }

    public string? TakeBroadcast(string word)
    {
        lastWord = "broadcast";
        if (!InetAddress.TryParseV4(word, out var parsed))
        {
            return BadValue(word);
        }

        broadcast = parsed;
        return null;
    }

    /// <summary>A mask as <c>0xffffff00</c> or <c>255.255.255.0</c>; its ones stand together.</summary>
    public string? TakeNetmask(string word)
    {
        lastWord = "netmask";
        var isHex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (!(isHex ? TryReadHex(word.AsSpan(2), out var mask) : InetAddress.TryParseV4(word, out mask)))
        {
            return BadValue(word);
        }

        for (var ones = 0; ones <= 32; ones++)
        {
            if (InetAddress.FromV4(uint.MaxValue).Masked(ones) == mask)
            {
                return SetLength((byte)ones, word);
            }
        }

        return BadValue(word);
    }

    public string? TakePrefixLength(string word)
    {
        lastWord = "prefixlen";
        return DecimalNumber.Read(word, 0, 128, out var number) is { } wrong ? $"prefix {word}: {wrong}" : SetLength((byte)number, word);
    }

    public string? TakeLifetime(string parameter, string word)
    {
        lastWord = parameter;
        var seconds = uint.MaxValue;
        if (word is not "infty" && DecimalNumber.Read(word, 0, uint.MaxValue, out seconds) is { } wrong)
        {
            return $"{parameter} {word}: {wrong}";
        }

        if (parameter is "pltime")
        {
            preferred = seconds;
        }
        else
        {
            valid = seconds;
        }

        return null;
    }

    public string? MarkEui64()
    {
        lastWord = "eui64";
        isEui64 = true;
        return null;
    }

    public string? MarkAlias()
    {
        isAlias = true;
        return null;
    }

    public string? MarkDeleted()
    {
        isDeleted = true;
        return null;
    }

    /// <summary>Makes the operation, if there is one.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? End(out Operation? operation)
    {
        operation = null;
        if (isDeleted)
        {
            operation = new Operation.RemoveAddress(address);
            return address is null && IsV6 is true ? "delete: which inet6 address?" : null;
        }

        if (address is not { } own)
        {
            return lastWord.Length > 0 || isAlias ? $"{(lastWord.Length > 0 ? lastWord : "alias")}: an address is missing" : null;
        }

        operation = new Operation.SetAddress(new AddressWords
        {
            Address = own,
            PrefixLength = length,
            Destination = destination,
            Broadcast = broadcast,
            IsAlias = isAlias,
            IsEui64 = isEui64,
            PreferredSeconds = preferred,
            ValidSeconds = valid,
        });
        return Check(own);
    }

    private string? Check(InetAddress own)
    {
        if (length > own.MaxPrefixLength || (destination is { } end && end.IsV6 != own.IsV6) || (own.IsV6 && broadcast is not null))
        {
            return $"{own}: bad value";
        }

        if (!own.IsV6 && (isEui64 || preferred is not null || valid is not null))
        {
            return $"{lastWord}: for inet6 only";
        }

        return preferred > (valid ?? uint.MaxValue) ? "pltime: more than vltime" : null;
    }

    private string? SetLength(byte number, string word)
    {
        if (length is not null && length != number)
        {
            return BadValue(word);
        }

        length = number;
        return null;
    }

    /// <summary>An address of the family that was said, or of that of the first; a scope must be this interface's.</summary>
    private bool TryRead(ReadOnlySpan<char> text, out InetAddress parsed)
    {
        if (text.IndexOf('%') is var percent and > 0 && text[(percent + 1)..].SequenceEqual(interfaceName))
        {
            text = text[..percent];
        }

        return InetAddress.TryParse(text, out parsed) && (IsV6 ?? parsed.IsV6) == parsed.IsV6;
    }

    private static bool TryReadHex(ReadOnlySpan<char> digits, out InetAddress mask)
    {
        var isNumber = uint.TryParse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var number);
        mask = InetAddress.FromV4(number);
        return isNumber;
    }

    private static string BadValue(string word) => $"{word}: bad value";
}

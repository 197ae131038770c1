using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink;

/// <summary>The kernel's answer to a message; Linux uapi netlink.h, struct nlmsgerr and enum nlmsgerr_attrs.</summary>
/// <param name="Errno">Positive; 0 for success.</param>
/// <param name="Text">The kernel's own explanation (extended ACK), null when it gave none; on success a warning.</param>
/// <param name="Offset">Where in the request the offending attribute begins, in bytes from its header; null when not said.</param>
/// <param name="MissingAttribute">The number of an attribute that should have been there; null when not said.</param>
public readonly record struct NetlinkError(
    int Errno, string? Text = null, uint? Offset = null, uint? MissingAttribute = null)
{
    /// <summary>errno values that callers act on, by their Linux names.</summary>
    public const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EAGAIN = 11, EBUSY = 16, EEXIST = 17, ENODEV = 19,
        EINVAL = 22, ERANGE = 34, ENOTEMPTY = 39, ERESTART = 85, EOPNOTSUPP = 95, EADDRNOTAVAIL = 99,
        ENETUNREACH = 101, ENOBUFS = 105, EHOSTUNREACH = 113;

    /// <summary>Whether the kernel did what was asked.</summary>
    public bool IsSuccess => Errno == 0;

    /// <summary>Reads NLMSG_ERROR, or the error that NLMSG_DONE may carry.</summary>
    /// <returns>False when the message is neither, or is cut.</returns>
    public static bool TryRead(NetlinkMessage message, out NetlinkError error)
    {
        error = default;
        if (message.Type is not (NLMSG_ERROR or NLMSG_DONE))
        {
            return false;
        }

        // A dump that succeeded may end with an empty NLMSG_DONE.
        if (message.Body.Length < 4)
        {
            return message.Type == NLMSG_DONE && message.Body.IsEmpty;
        }

        var number = message.Body.HostInt32(0);
        error = new NetlinkError(number < 0 ? -number : number);
        if ((message.Flags & NLM_F_ACK_TLVS) != 0)
        {
            error = ReadExplanation(message.Attributes(ExplanationOffset(message)), error);
        }

        return true;
    }

    /// <summary><c>No such process</c>, or <c>Invalid argument (the kernel's explanation)</c>.</summary>
    public override string ToString() => (Text, MissingAttribute) switch
    {
        ({ } text, { } missing) => $"{LinuxException.Describe(Errno)} ({text}, attribute {missing} is missing)",
        ({ } text, null) => $"{LinuxException.Describe(Errno)} ({text})",
        (null, { } missing) => $"{LinuxException.Describe(Errno)} (attribute {missing} is missing)",
        _ => LinuxException.Describe(Errno),
    };

    /// <summary>NLMSG_ERROR repeats the request's header, and all of the request unless NLM_F_CAPPED says otherwise.</summary>
    private static int ExplanationOffset(NetlinkMessage message)
    {
        if (message.Type == NLMSG_DONE)
        {
            return 4;
        }

        if ((message.Flags & NLM_F_CAPPED) != 0 || message.Body.Length < 8)
        {
            return 4 + NLMSG_HDRLEN;
        }

        var request = message.Body.Host32(4);
        return request > message.Body.Length ? message.Body.Length : 4 + Align((int)request);
    }

    private static NetlinkError ReadExplanation(AttributeReader attributes, NetlinkError error)
    {
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NLMSGERR_ATTR_MSG: error = error with { Text = attributes.AsText() }; break;
                case NLMSGERR_ATTR_OFFS: error = error with { Offset = attributes.AsUInt32() }; break;
                case NLMSGERR_ATTR_MISS_TYPE: error = error with { MissingAttribute = attributes.AsUInt32() }; break;
                default: break;
            }
        }

        return error;
    }
}

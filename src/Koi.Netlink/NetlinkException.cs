namespace Koi.Netlink;

/// <summary>A request that the kernel refused.</summary>
public sealed class NetlinkException : LinuxException
{
    /// <summary>Describes the refusal as <c>operation: text of errno (the kernel's explanation)</c>.</summary>
    public NetlinkException(string operation, NetlinkError error, uint sequence)
        : base(operation, error.Errno, $"{operation}: {error}") => (Error, Sequence) = (error, sequence);

    /// <summary>What the kernel answered.</summary>
    public NetlinkError Error { get; }

    /// <summary>nlmsg_seq of the request.</summary>
    public uint Sequence { get; }
}

/// <summary>A message of a batch that the kernel refused; the others stand.</summary>
/// <param name="Index">The message's number in the batch, from 0.</param>
/// <param name="Error">What the kernel answered.</param>
public readonly record struct BatchFailure(int Index, NetlinkError Error);

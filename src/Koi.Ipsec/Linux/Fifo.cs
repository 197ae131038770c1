using System.Text;
using Koi.Netlink;

namespace Koi.Ipsec.Linux;

/// <summary>isakmpd's FIFO.</summary>
public static class Fifo
{
    /// <summary>Whether a path is a FIFO.</summary>
    /// <returns>What is wrong, in OpenBSD's words; null for nothing.</returns>
    public static unsafe string? Check(string path)
    {
        LibC.StatX status;
        if (LibC.statx(path, &status) != 0)
        {
            return $"ike_ipsec_establish: open({path}): {LibC.LastError()}";
        }

        return (status.Mode & LibC.S_IFMT) == LibC.S_IFIFO ? null : $"ike_ipsec_establish: {path} not a fifo";
    }

    /// <summary>Writes the lines of one rule. It waits until the daemon reads.</summary>
    /// <exception cref="LinuxException">The FIFO went away.</exception>
    public static void Write(string path, string lines)
    {
        using var handle = LibC.open(path, LibC.O_WRONLY | LibC.O_CLOEXEC);
        if (handle.IsInvalid)
        {
            throw new LinuxException($"open {path}", System.Runtime.InteropServices.Marshal.GetLastPInvokeError());
        }

        using var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        stream.Write(Encoding.UTF8.GetBytes(lines));
    }
}

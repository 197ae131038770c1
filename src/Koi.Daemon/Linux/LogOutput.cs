using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Koi.Daemon.Linux;

/// <summary>
/// Standard error, on which nobody waits: where the reader of a pipe, a socket or a terminal does not keep up, lines are lost, and their
/// number is told when there is room again.
/// </summary>
/// <remarks>
/// The descriptor is shared with the programs a daemon starts and with who started it, so that it cannot be made O_NONBLOCK itself. A pipe
/// and a terminal are opened anew, proc_pid_fd(5); a socket, as journald's, has MSG_DONTWAIT; a file never makes anybody wait.
/// </remarks>
internal sealed unsafe class LogOutput
{
    private readonly Lock monitor = new();
    private readonly SafeFileHandle file;
    private readonly bool isSocket;
    private long lost;
    private bool isTorn;    // the last line was written in part

    /// <summary>Opens it.</summary>
    public LogOutput()
    {
        const int StandardError = 2;
        var inherited = new SafeFileHandle(StandardError, ownsHandle: false);
        var type = LibC.TypeOf(inherited);
        isSocket = type == LibC.S_IFSOCK;
        file = inherited;
        if (type is LibC.S_IFIFO or LibC.S_IFCHR)
        {
            var own = LibC.open("/proc/self/fd/2", LibC.O_WRONLY | LibC.O_NONBLOCK | LibC.O_NOCTTY | LibC.O_CLOEXEC, 0);
            file = own.IsInvalid ? inherited : own;
        }
    }

    /// <summary>Writes a line now or never. Where nobody listens any more that is no error.</summary>
    /// <param name="line">With its line feed.</param>
    /// <param name="notice">Makes the line that tells how many were lost.</param>
    public void Write(string line, Func<string, string> notice)
    {
        lock (monitor)
        {
            if (lost > 0 && TryWrite(notice(string.Create(CultureInfo.InvariantCulture, $"{lost} lines of the log were lost"))))
            {
                lost = 0;
            }

            lost += lost == 0 && TryWrite(line) ? 0 : 1;
        }
    }

    private bool TryWrite(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(isTorn ? $"\n{line}" : line);
        nint written;
        fixed (byte* start = bytes)
        {
            do
            {
                written = isSocket
                    ? LibC.send(file, start, (nuint)bytes.Length, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL)
                    : LibC.write(file, start, (nuint)bytes.Length);
            }
            while (written < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR);
        }

        if (written > 0)
        {
            isTorn = written < bytes.Length;
        }

        return written == bytes.Length;
    }
}

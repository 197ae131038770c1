using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Koi.Daemon.Linux;

/// <summary>Keeps a second instance of a daemon from running beside the first; ends with the process, however that ends.</summary>
/// <remarks>flock(2).</remarks>
public sealed class InstanceLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private const uint OwnerOnly = 0b110_000_000;

    private readonly SafeFileHandle handle;

    private InstanceLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">A file, which is made when there is none, and stays.</param>
    /// <param name="patience">How long to wait for another process to let go: one that was killed does so some milliseconds later.</param>
    /// <returns>Null when another process has it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static InstanceLock? TryTake(string path, TimeSpan patience)
    {
        var file = LibC.open(path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_CLOEXEC, OwnerOnly);
        if (file.IsInvalid)
        {
            throw new IOException($"{path}: {System.Runtime.InteropServices.Marshal.GetLastPInvokeErrorMessage()}");
        }

        for (var start = Stopwatch.GetTimestamp(); ; Thread.Sleep(Pause))
        {
            if (LibC.flock(file, LibC.LOCK_EX | LibC.LOCK_NB) == 0)
            {
                return new(file);
            }

            if (Stopwatch.GetElapsedTime(start) >= patience)
            {
                file.Dispose();
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}

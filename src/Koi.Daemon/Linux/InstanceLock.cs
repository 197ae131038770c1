using Microsoft.Win32.SafeHandles;

namespace Koi.Daemon.Linux;

/// <summary>Keeps a second instance of a daemon from running beside the first; ends with the process, however that ends.</summary>
/// <remarks>flock(2).</remarks>
public sealed class InstanceLock : IDisposable
{
    private const uint OwnerOnly = 0b110_000_000;

    private readonly SafeFileHandle handle;

    private InstanceLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Takes the lock without waiting.</summary>
    /// <param name="path">A file, which is made when there is none, and stays.</param>
    /// <returns>Null when another process has it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static InstanceLock? TryTake(string path)
    {
        var file = LibC.open(path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_CLOEXEC, OwnerOnly);
        if (file.IsInvalid)
        {
            throw new IOException($"{path}: {System.Runtime.InteropServices.Marshal.GetLastPInvokeErrorMessage()}");
        }

        if (LibC.flock(file, LibC.LOCK_EX | LibC.LOCK_NB) == 0)
        {
            return new(file);
        }

        file.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}

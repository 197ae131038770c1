using Microsoft.Win32.SafeHandles;

namespace Koi.Ipsec.Linux;

/// <summary>One run of ipsecctl at a time changes the kernel: what one finds and leaves alone, another must not be about to undo.</summary>
/// <remarks>flock(2) on a file below /run/koi; it ends with the process, however that ends.</remarks>
public sealed class LoadLock : IDisposable
{
    private const string Folder = "/run/koi";
    private const uint Searchable = 0b111_001_001;
    private const uint OwnerOnly = 0b110_000_000;

    private readonly SafeFileHandle handle;

    private LoadLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Waits for its turn. Where the file cannot be made, as for a user who may change nothing anyway, nothing is locked.</summary>
    public static LoadLock Take()
    {
        _ = LibC.mkdir(Folder, Searchable);
        // Not File.OpenHandle: it takes a lock of its own, which fails instead of waiting.
        var file = LibC.creat($"{Folder}/ipsecctl.lock", OwnerOnly);
        _ = file.IsInvalid ? 0 : LibC.flock(file, LibC.LOCK_EX);
        return new(file);
    }

    /// <summary>Lets the next run go on.</summary>
    public void Dispose() => handle.Dispose();
}

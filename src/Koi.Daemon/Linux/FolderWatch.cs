using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Koi.Daemon.Linux;

/// <summary>Tells that files have come to a folder under their final names.</summary>
/// <remarks>inotify(7), IN_MOVED_TO and IN_CREATE.</remarks>
public sealed unsafe class FolderWatch : IDisposable
{
    private readonly SafeFileHandle handle;

    private FolderWatch(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Can be read when something has come.</summary>
    public SafeHandle Handle => handle;

    /// <summary>Begins to watch.</summary>
    /// <param name="path">A folder that exists.</param>
    /// <exception cref="Win32Exception">It cannot be watched.</exception>
    public static FolderWatch Open(string path)
    {
        var opened = new SafeFileHandle(LibC.inotify_init1(LibC.O_CLOEXEC | LibC.EFD_NONBLOCK), ownsHandle: true);
        if (opened.IsInvalid || LibC.inotify_add_watch(opened, path, LibC.IN_CREATE | LibC.IN_MOVED_TO) < 0)
        {
            var failure = new Win32Exception();
            opened.Dispose();
            throw failure;
        }

        return new(opened);
    }

    /// <summary>Takes what was told; look at the folder afterwards.</summary>
    public void Take()
    {
        var buffer = stackalloc byte[4096];
        while (LibC.read(handle, buffer, 4096) > 0)
        {
            // Until nothing is left.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}

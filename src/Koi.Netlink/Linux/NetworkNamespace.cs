using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace Koi.Netlink.Linux;

/// <summary>A network namespace, held open by a descriptor; network_namespaces(7).</summary>
public sealed class NetworkNamespace : IDisposable
{
    private readonly SafeFileHandle handle;

    private NetworkNamespace(SafeFileHandle handle) => this.handle = handle;

    /// <summary>
    /// The number of the calling thread's network namespace, which no other has until the machine starts again; 1 is the machine's own.
    /// </summary>
    /// <returns>0 where the kernel does not tell (before 5.14).</returns>
    /// <remarks>socket(7), SO_NETNS_COOKIE.</remarks>
    public static unsafe ulong ReadCookie()
    {
        using var socket = NetlinkDescriptor.Open(NetlinkFamily.Route);
        ulong cookie = 0;
        uint length = sizeof(ulong);
        return LibC.getsockopt(socket, LibC.SOL_SOCKET, LibC.SO_NETNS_COOKIE, &cookie, &length) == 0 ? cookie : 0;
    }

    /// <summary>The descriptor, for moving links into it; valid until disposed.</summary>
    public int Descriptor => (int)handle.DangerousGetHandle();

    /// <summary>Opens a namespace by a path such as <c>/run/netns/NAME</c> or <c>/proc/PID/ns/net</c>.</summary>
    /// <exception cref="LinuxException">It does not exist, or may not be opened.</exception>
    public static NetworkNamespace Open(string path)
    {
        var descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC);
        return descriptor >= 0
            ? new NetworkNamespace(new SafeFileHandle(descriptor, ownsHandle: true))
            : throw LibC.Failure($"open namespace {path}");
    }

    /// <summary>Makes a namespace without a name; it ends with its last socket, process and descriptor.</summary>
    /// <exception cref="LinuxException">CAP_SYS_ADMIN is missing.</exception>
    public static NetworkNamespace Create() => OnOwnThread(static () => LibC.unshare(LibC.CLONE_NEWNET) == 0
        ? Open("/proc/thread-self/ns/net")
        : throw LibC.Failure("create network namespace"));

    /// <summary>Runs a function inside, on a thread of its own; sockets it opens and processes it starts stay inside.</summary>
    /// <returns>What the function returns; what it throws is thrown here.</returns>
    public T Run<T>(Func<T> function) => OnOwnThread(() => LibC.setns(handle, LibC.CLONE_NEWNET) == 0
        ? function()
        : throw LibC.Failure("enter network namespace"));

    /// <summary>Runs an action inside, on a thread of its own.</summary>
    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <summary>Lets go of the namespace.</summary>
    public void Dispose() => handle.Dispose();

    /// <summary>The thread ends afterwards, so no other work ever finds itself in the wrong namespace.</summary>
    private static T OnOwnThread<T>(Func<T> function)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = function();
            }
#pragma warning disable CA1031 // it is thrown again on the caller's thread
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}

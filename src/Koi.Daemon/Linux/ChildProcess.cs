using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Koi.Daemon.Linux;

/// <summary>
/// A program that was started here, as the leader of a process group of its own, with default signal dispositions, nothing blocked,
/// and <c>/dev/null</c> to read from; both outputs are this process's.
/// </summary>
/// <remarks>
/// posix_spawn(3), pidfd_open(2). The framework's Process reaps all children of the process in a handler of SIGCHLD; the two cannot be
/// in one program.
/// </remarks>
public sealed unsafe class ChildProcess : IDisposable
{
    private readonly SafeFileHandle handle;
    private bool isReaped;

    private ChildProcess(int id, SafeFileHandle handle) => (Id, this.handle) = (id, handle);

    /// <summary>Its process id, and its group's.</summary>
    public int Id { get; }

    /// <summary>Can be read when it has ended.</summary>
    public SafeHandle Handle => handle;

    /// <summary>To be called once before the first start: where SIGCHLD is ignored, as it may be by inheritance, nobody's end is told.</summary>
    public static void Prepare() => _ = LibC.signal(LibC.SIGCHLD, 0);

    /// <summary>Starts a program.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="arguments">All of them, its name first.</param>
    /// <param name="environment">Lines <c>NAME=value</c>.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static ChildProcess Start(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        var (argumentList, environmentList, file) = (ToNative(arguments), ToNative(environment), Marshal.StringToCoTaskMemUTF8(path));
        try
        {
            return Open(Spawn((byte*)file, argumentList, environmentList));
        }
        finally
        {
            Array.ForEach(argumentList, Marshal.FreeCoTaskMem);
            Array.ForEach(environmentList, Marshal.FreeCoTaskMem);
            Marshal.FreeCoTaskMem(file);
        }
    }

    /// <summary>Asks all of its group to end.</summary>
    public void TerminateGroup() => Send(LibC.SIGTERM);

    /// <summary>Kills all of its group; what has ended already stays to be reaped.</summary>
    public void KillGroup() => Send(LibC.SIGKILL);

    /// <summary>Takes its end, once.</summary>
    /// <returns>Null while it runs.</returns>
    public ExitStatus? TryReap()
    {
        int status;
        int found;
        do
        {
            found = LibC.waitpid(Id, &status, LibC.WNOHANG);
        }
        while (found < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR);
        if (found == 0)
        {
            return null;
        }

        isReaped = true;
        // Nobody else waits for children; but if somebody does, the end is known and how it was is not.
        return found < 0 ? new(null, LibC.SIGKILL)
            : (status & 0x7f) == 0 ? new((status >> 8) & 0xff, 0)
            : new(null, status & 0x7f);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private void Send(int number)
    {
        if (!isReaped)
        {
            _ = LibC.kill(-Id, number);
        }
    }

    private static ChildProcess Open(int id)
    {
        var opened = LibC.pidfd_open(id, 0);
        if (!opened.IsInvalid)
        {
            return new(id, opened);
        }

        // Nobody could see its end.
        var failure = new Win32Exception();
        opened.Dispose();
        _ = LibC.kill(-id, LibC.SIGKILL);
        int status;
        _ = LibC.waitpid(id, &status, 0);
        throw failure;
    }

    private static int Spawn(byte* path, nint[] arguments, nint[] environment)
    {
        var attributes = stackalloc byte[LibC.OpaqueSize];
        var actions = stackalloc byte[LibC.OpaqueSize];
        var signals = stackalloc byte[LibC.OpaqueSize];
        const short Flags = LibC.POSIX_SPAWN_SETPGROUP | LibC.POSIX_SPAWN_SETSIGDEF | LibC.POSIX_SPAWN_SETSIGMASK;
        _ = LibC.posix_spawnattr_init(attributes);
        _ = LibC.posix_spawn_file_actions_init(actions);
        try
        {
            _ = LibC.posix_spawnattr_setflags(attributes, Flags);
            _ = LibC.posix_spawnattr_setpgroup(attributes, 0);
            _ = LibC.sigfillset(signals);
            _ = LibC.posix_spawnattr_setsigdefault(attributes, signals);
            _ = LibC.sigemptyset(signals);
            _ = LibC.posix_spawnattr_setsigmask(attributes, signals);
            _ = LibC.posix_spawn_file_actions_addopen(actions, 0, "/dev/null", LibC.O_RDONLY, 0);
            int id;
            fixed (nint* firstArgument = arguments, firstVariable = environment)
            {
                var error = LibC.posix_spawn(&id, path, actions, attributes, (byte**)firstArgument, (byte**)firstVariable);
                return error == 0 ? id : throw new Win32Exception(error);
            }
        }
        finally
        {
            _ = LibC.posix_spawn_file_actions_destroy(actions);
            _ = LibC.posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>With a null pointer at the end.</summary>
    private static nint[] ToNative(IReadOnlyList<string> texts)
    {
        var pointers = new nint[texts.Count + 1];
        for (var index = 0; index < texts.Count; index++)
        {
            pointers[index] = Marshal.StringToCoTaskMemUTF8(texts[index]);
        }

        return pointers;
    }
}

/// <summary>How a process ended.</summary>
/// <param name="Code">0-255; null when a signal ended it.</param>
/// <param name="Signal">The signal's number; 0 when it exited.</param>
public readonly record struct ExitStatus(int? Code, int Signal);

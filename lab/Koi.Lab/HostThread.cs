using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Koi.Netlink;
using static Koi.Lab.LibC;

namespace Koi.Lab;

/// <summary>
/// A thread that lives in namespaces of its own (network, mounts, host name), and so keeps them alive; sockets opened and programs
/// started on it are inside. /sys shows the host's own links; /run and /etc are its own to write to. Ends with the lab's process.
/// </summary>
/// <remarks>network_namespaces(7), mount_namespaces(7). A program started on a thread inherits the thread's namespaces.</remarks>
internal sealed class HostThread : IDisposable
{
    private const string Names = "/run/netns/";

    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    public HostThread(string hostName)
    {
        thread = new Thread(Work) { IsBackground = true, Name = hostName };
        thread.Start();
        try
        {
            Run(() => Enter(hostName));
        }
        catch
        {
            Dispose();
            throw;
        }

        Id = Run(() => new FileInfo("/proc/thread-self").LinkTarget!);
    }

    /// <summary>The thread below /proc: <c>PID/task/TID</c>.</summary>
    public string Id { get; }

    /// <summary>Runs a function inside; what it throws is thrown here. It must not wait for anything.</summary>
    public T Run<T>(Func<T> function)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        work.Add(() =>
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

            done.Set();
        });
        done.Wait();
        failure?.Throw();
        return result!;
    }

    /// <summary>Runs an action inside.</summary>
    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <summary>Ends the thread, and with it the namespaces, when no process is left in them.</summary>
    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    private void Work()
    {
        foreach (var action in work.GetConsumingEnumerable())
        {
            action();
        }
    }

    private static void Enter(string hostName)
    {
        Check(unshare(CLONE_FS | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET), "make namespaces");
        Check(sethostname(hostName, (nuint)hostName.Length), "set host name");
        Check(mount("none", "/", null, MS_REC | MS_PRIVATE, null), "detach mounts");
        LetGoOfOthers();
        Check(mount("none", "/sys", "sysfs", 0, null), "mount /sys");
        Check(mount("none", "/run", "tmpfs", 0, "mode=755"), "mount /run");
        foreach (var folder in (string[])["lock", "lab/upper", "lab/work"])
        {
            Directory.CreateDirectory($"/run/{folder}");
        }

        Check(
            mount("none", "/etc", "overlay", 0, "lowerdir=/etc,upperdir=/run/lab/upper,workdir=/run/lab/work"),
            "mount /etc");
        File.WriteAllText("/etc/hostname", $"{hostName}\n");
    }

    /// <summary>The copied mounts of named network namespaces would keep them alive after their hosts are gone.</summary>
    private static void LetGoOfOthers()
    {
        // proc_pid_mountinfo(5): the fifth field is the mount point.
        foreach (var place in File.ReadLines("/proc/thread-self/mountinfo").Select(line => line.Split(' ')[4]).Reverse())
        {
            if (place.StartsWith(Names, StringComparison.Ordinal))
            {
                // One that is removed meanwhile takes its mounts with it, here too: EINVAL, or ENOENT.
                if (umount2(place, MNT_DETACH) != 0 && Marshal.GetLastPInvokeError() is not (NetlinkError.EINVAL or NetlinkError.ENOENT))
                {
                    Check(-1, $"unmount {place}");
                }
            }
        }
    }
}

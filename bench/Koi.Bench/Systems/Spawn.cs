using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Koi.Bench.Systems;

/// <summary>How long one run took.</summary>
/// <param name="Milliseconds">From start to exit.</param>
/// <param name="Processor">Milliseconds of processor time, the kernel's included.</param>
internal readonly record struct Timing(double Milliseconds, double Processor);

/// <summary>Starts programs as a shell does, and measures them. <see cref="Process"/> takes milliseconds of its own.</summary>
internal static unsafe partial class Spawn
{
    /// <summary>glibc's posix_spawn_file_actions_t has 80 bytes; there is room for others'.</summary>
    private const int FileActionsSize = 512;

    private const int O_RDONLY = 0;
    private const int O_WRONLY_CREAT_TRUNC = 0x241;
    private const uint OwnerOnly = 0x180;

    /// <summary>Runs a program in the calling thread's network namespace until it ends.</summary>
    /// <param name="command">The program and its arguments; searched for in PATH.</param>
    /// <param name="output">Where its standard output goes; nowhere by default.</param>
    /// <exception cref="InvalidOperationException">It cannot be started, or fails.</exception>
    internal static Timing Run(IReadOnlyList<string> command, string output = "/dev/null")
    {
        var actions = stackalloc byte[FileActionsSize];
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
        _ = posix_spawn_file_actions_addopen(actions, 1, output, O_WRONLY_CREAT_TRUNC, OwnerOnly);
        var arguments = Vector(command);
        var environment = Vector(["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]);
        try
        {
            var start = Stopwatch.GetTimestamp();
            var error = posix_spawnp(out var process, command[0], actions, null, arguments, environment);
            if (error != 0)
            {
                throw new InvalidOperationException($"{command[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
            }

            ResourceUsage usage;
            _ = wait4(process, out var status, 0, &usage);
            var elapsed = Stopwatch.GetElapsedTime(start);
            return status == 0
                ? new(elapsed.TotalMilliseconds, usage.Milliseconds)
                : throw new InvalidOperationException($"{string.Join(' ', command)}: status {status >> 8}, signal {status & 127}");
        }
        finally
        {
            Free(arguments);
            Free(environment);
            _ = posix_spawn_file_actions_destroy(actions);
        }
    }

    /// <summary>Whether a program is there.</summary>
    internal static bool CanRun(params IReadOnlyList<string> command)
    {
        try
        {
            Run(command);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static nint* Vector(IReadOnlyList<string> texts)
    {
        var vector = (nint*)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(nint));
        for (var i = 0; i < texts.Count; i++)
        {
            vector[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        return vector;
    }

    private static void Free(nint* vector)
    {
        for (var text = vector; *text != 0; text++)
        {
            Marshal.FreeCoTaskMem(*text);
        }

        NativeMemory.Free(vector);
    }

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawnp(out int process, string file, byte* actions, void* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc")]
    private static partial int wait4(int process, out int status, int options, ResourceUsage* usage);

    /// <summary>struct rusage as far as it is read here; 144 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct ResourceUsage
    {
        [FieldOffset(0)]
        public long UserSeconds;

        [FieldOffset(8)]
        public long UserMicroseconds;

        [FieldOffset(16)]
        public long SystemSeconds;

        [FieldOffset(24)]
        public long SystemMicroseconds;

        public readonly double Milliseconds => ((UserSeconds + SystemSeconds) * 1e3) + ((UserMicroseconds + SystemMicroseconds) / 1e3);
    }
}

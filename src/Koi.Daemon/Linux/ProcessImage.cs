using System.Runtime.InteropServices;

namespace Koi.Daemon.Linux;

/// <summary>The program that this process runs.</summary>
public static unsafe class ProcessImage
{
    /// <summary>Runs another program in this process; children, process id and standard streams stay. Returns only when that fails.</summary>
    /// <param name="path">The program's file.</param>
    /// <param name="arguments">All of them, the program's name first.</param>
    /// <remarks>execv(3).</remarks>
    public static void Replace(string path, IReadOnlyList<string> arguments)
    {
        var pointers = new nint[arguments.Count + 1];
        for (var index = 0; index < arguments.Count; index++)
        {
            pointers[index] = Marshal.StringToCoTaskMemUTF8(arguments[index]);
        }

        fixed (nint* first = pointers)
        {
            _ = LibC.execv(path, (byte**)first);
        }

        Array.ForEach(pointers, Marshal.FreeCoTaskMem);
    }
}

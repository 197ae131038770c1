using System.Runtime.InteropServices;

namespace Koi.Ifstate.Linux;

/// <summary>The system calls of this project, named as in their manual pages.</summary>
internal static unsafe partial class LibC
{
    /// <remarks>One thread asks.</remarks>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial Passwd* getpwnam(string name);

    /// <summary>struct passwd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Passwd
    {
        public byte* Name;
        public byte* Password;
        public uint User;
        public uint Group;
        public byte* Comment;
        public byte* Home;
        public byte* Shell;
    }
}

using System.Runtime.InteropServices;

namespace Koi.Netlink;

/// <summary>A system call that failed: what was being done, and errno.</summary>
public class LinuxException : Exception
{
    /// <summary>Describes the failure as <c>operation: text of errno</c>.</summary>
    public LinuxException(string operation, int errno)
        : this(operation, errno, $"{operation}: {Describe(errno)}")
    {
    }

    /// <summary>Describes the failure in other words.</summary>
    protected LinuxException(string operation, int errno, string message)
        : base(message) => (Operation, Errno) = (operation, errno);

    /// <summary>What was being done, as a person would say it.</summary>
    public string Operation { get; }

    /// <summary>The error number, positive.</summary>
    public int Errno { get; }

    /// <summary>strerror(3)'s text.</summary>
    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}

using Koi.Interfaces.Linux;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Linux;

/// <summary>Reads what the kernel has, once.</summary>
public static class WorldReader
{
    /// <summary>Reads it.</summary>
    /// <param name="log">Gets what is wrong with groups.</param>
    /// <exception cref="Netlink.LinuxException">The kernel refuses to be read.</exception>
    public static World Read(ILogger log)
    {
        using var follower = GroupFollower.Open(log);
        while (!follower.TakeIn())
        {
            // It changed meanwhile.
        }

        return WorldView.Empty.After(follower.World, follower.Touched).World;
    }
}

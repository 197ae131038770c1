using Koi.Netlink;

namespace Koi.Ifstate;

/// <summary>A question about the machine. Equal tests of one scope are one test.</summary>
/// <remarks>ifstated.conf(5); all but the link and the command are Koi's.</remarks>
public abstract record Test
{
    private Test()
    {
    }

    /// <summary><c>eth0.link.up</c>.</summary>
    public sealed record Link(Subject Subject, LinkTest Wanted) : Test;

    /// <summary><c>ppp0.inet.up</c>: whether there is a usable address.</summary>
    public sealed record HasAddress(Subject Subject, AddressFamilies Families, bool IsWanted) : Test;

    /// <summary><c>ppp0.inet.changed</c>: true only while the change of the usable addresses is judged.</summary>
    public sealed record AddressChanged(Subject Subject, AddressFamilies Families) : Test;

    /// <summary><c>eth0.inet."192.0.2.0/24"</c>: whether a usable address is in a prefix.</summary>
    public sealed record AddressWithin(Subject Subject, AddressFamilies Families, InetPrefix Prefix) : Test;

    /// <summary><c>eth0.route.inet</c>: whether a default route of the main table leaves by it.</summary>
    public sealed record DefaultRoute(Subject Subject, AddressFamilies Families) : Test;

    /// <summary><c>eth0.group.ext</c>: whether it is a member.</summary>
    public sealed record Membership(Subject Subject, string Group) : Test;

    /// <summary><c>group:ext.members</c>: whether there is a member.</summary>
    public sealed record Members(string Group) : Test;

    /// <summary><c>group:ext.members.changed</c>: true only while a joining or leaving is judged.</summary>
    public sealed record MembersChanged(string Group) : Test;

    /// <summary><c>group:carp.demoted</c>: whether the demotion counter is above 0.</summary>
    public sealed record Demoted(string Group) : Test;

    /// <summary><c>after 30</c>: whether the state has been active for so long.</summary>
    public sealed record After(TimeSpan Time) : Test;

    /// <summary><c>"ping -qc1 -w1 192.0.2.1" every 10</c>: whether the command's last runs succeeded.</summary>
    /// <param name="Text">For <c>/bin/sh -c</c>.</param>
    /// <param name="Interval">From one run's start to the next one's.</param>
    /// <param name="Timeout">A run that takes longer is killed and has failed; null: it may run until the next is due.</param>
    /// <param name="Rise">So many successes in a row make it true, 1 or more.</param>
    /// <param name="Fall">So many failures in a row make it false, 1 or more.</param>
    public sealed record Command(string Text, TimeSpan Interval, TimeSpan? Timeout, int Rise, int Fall) : Test;
}

/// <summary>What a test is about.</summary>
/// <param name="Kind">How the name is meant.</param>
/// <param name="Name">Of an interface or a group.</param>
public sealed record Subject(SubjectKind Kind, string Name);

/// <summary>How the name of a <see cref="Subject"/> is meant.</summary>
public enum SubjectKind
{
    /// <summary>The interface of this name if there is one, else any member of the group of this name if there is one, else an interface that is missing.</summary>
    Plain,

    /// <summary><c>any:ext</c>, <c>group:ext</c>: at least one member.</summary>
    Any,

    /// <summary><c>all:ext</c>: every member, of which there is at least one.</summary>
    All,
}

/// <summary>Which states of a link a test takes for true.</summary>
public enum LinkTest
{
    /// <summary>Up, or unknown, as loopbacks and tunnels are.</summary>
    Up,

    /// <summary>Down, or missing.</summary>
    Down,

    /// <summary>The driver does not tell.</summary>
    Unknown,
}

/// <summary>One family, or either.</summary>
[Flags]
public enum AddressFamilies
{
    /// <summary>Neither; no test has this.</summary>
    None = 0,

    /// <summary><c>inet</c>.</summary>
    V4 = 1,

    /// <summary><c>inet6</c>.</summary>
    V6 = 2,

    /// <summary><c>addr</c>.</summary>
    Any = V4 | V6,
}

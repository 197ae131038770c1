using System.Globalization;
using Koi.Lab;

namespace Koi.SystemTests.Ifstate;

/// <summary>Storms, overflows and commands that misbehave: the state at the end is right, and nothing is left behind.</summary>
public sealed class StressTests : IDisposable
{
    private readonly IfstatedHost gateway = new();

    public void Dispose() => gateway.Dispose();

    private const string Hostile = """
        "sleep 2001 & sleep 2002 & exec sleep 2003" every 100ms || \
        	"kill -9 $$" every 50ms || \
        	"exec 1>&- 2>&-; exec sleep 2004" every 70ms timeout 50ms || \
        	"head -c 200000 /dev/zero; false" every 200ms
        """;

    /// <summary>10,000 flaps in less than a minute; each state may have tests that fork, hang, are killed, close their output or fill it.</summary>
    /// <param name="test">Another test of both states.</param>
    /// <param name="changes">So many at least must have been seen: a state that is entered waits for its tests.</param>
    [Theory]
    [InlineData("lo.link.down && lo.link.up", 100)]
    [InlineData(Hostile, 10)]
    public void After_ten_thousand_flaps_the_state_is_right_and_nothing_is_left(string test, int changes)
    {
        gateway.AddWire("eth0");
        var ifstated = gateway.StartWith($$"""
            other = '{{test}}'
            state low {
            	init
            		run "echo low >>/run/states"
            	if eth0.link.up
            		set-state high
            	if $other
            		set-state wrong
            }
            state high {
            	init
            		run "echo high >>/run/states"
            	if ! eth0.link.up
            		set-state low
            	if $other
            		set-state wrong
            }
            state wrong {
            	init
            		run "echo wrong"
            }

            """);
        gateway.SetWire("eth0", false);
        ifstated.WaitForLine("changing state to low");
        var descriptors = Descriptors(ifstated);
        gateway.SetWire("eth0", true);
        var start = TimeProvider.System.GetTimestamp();
        for (var part = 0; part < 10; part++)
        {
            gateway.Flap("eth0", 1000);
            Assert.DoesNotContain("wrong", gateway.Status(), StringComparison.Ordinal);
        }

        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(1), "so many flaps in a minute cannot be made here");
        string[] States() => gateway.Host.ReadFile("/run/states").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IfstatedHost.Await(() => IsLowAndIdle(gateway.Status()) && States()[^1] is "low", "low, with no command that waits");
        Assert.True(States().Length > changes, $"{States().Length} changes: it slept through the storm");

        // A state without tests: what is left then is a leak.
        gateway.Write("state low {\n\tif eth0.link.up\n\t\tset-state low\n}\n");
        ifstated.Send(Signal.Hangup);
        IfstatedHost.Await(() => ChildrenOf(ifstated).Length == 0, "no child");
        Assert.Equal("", gateway.Host.Run("sh", "-c", "pgrep -af '^sleep 200[0-9]$'; true").Check().Output);
        IfstatedHost.Await(() => Descriptors(ifstated) <= descriptors, "no more descriptors than before");
        Assert.Contains("state: low\n", gateway.Status(), StringComparison.Ordinal);
        Assert.Equal(0, ifstated.Stop());
    }

    /// <summary>A stopped ifstated's queue fills until the kernel drops events.</summary>
    [Fact]
    public void Events_that_were_lost_are_made_up_for()
    {
        gateway.AddWire("eth0");
        gateway.AddWire("eth1");
        var ifstated = gateway.StartWith("""
            state one {
            	if ! eth0.link.up && eth1.inet."192.0.2.0/24" && new0.link.down && ! eth7.inet.up
            		set-state two
            }
            state two {
            	if "true" every 1h
            		run "echo in two by $IFSTATED_EVENT"
            }

            """);
        ifstated.Send(Signal.Stop);
        gateway.Flap("eth0", 6000);
        gateway.Ip("address", "add", "192.0.2.1/24", "dev", "eth1");
        gateway.Ip("link", "add", "new0", "type", "bridge");
        ifstated.Send(Signal.Continue);
        ifstated.WaitForLine("events of rtnetlink were lost; reading all again");
        ifstated.WaitForLine("changing state to two");
        Assert.Equal(0, ifstated.Stop());
    }

    /// <summary>A link is made, gets an address and is deleted, again and again, while tests of all kinds look at it.</summary>
    [Fact]
    public void Interfaces_vanish_while_they_are_judged()
    {
        var ifstated = gateway.StartWith("""
            if ppp9.addr.changed && ! ppp9.addr.up
            	run "true"
            state gone {
            	if any:vether.link.up || ppp9.addr."192.0.2.0/24" || "test -e /sys/class/net/ppp9" every 10ms
            		set-state there
            }
            state there {
            	init
            		run "ip link show ppp9 >/dev/null 2>&1"
            	if ppp9.link.down && ! ppp9.inet.up && ! ppp9.route.inet && ! "test -e /sys/class/net/ppp9" every 10ms
            		set-state gone
            }

            """);
        for (var round = 0; round < 150; round++)
        {
            gateway.Ip("link", "add", "ppp9", "type", "veth", "peer", "name", "peer9");
            gateway.Ip("address", "add", "192.0.2.1/24", "dev", "ppp9");
            gateway.Ip("link", "set", "ppp9", "up");
            gateway.Ip("link", "set", "peer9", "up");
            gateway.Ip("route", "add", "default", "via", "192.0.2.2");
            gateway.Ip("link", "delete", "ppp9");
        }

        IfstatedHost.Await(() => gateway.Status().StartsWith("state: gone\n", StringComparison.Ordinal), "gone");
        gateway.Ip("link", "add", "ppp9", "type", "veth", "peer", "name", "peer9");
        IfstatedHost.Await(() => gateway.Status().StartsWith("state: there\n", StringComparison.Ordinal), "there");
        Assert.Equal(0, ifstated.Stop());
        Assert.Contains(ifstated.Lines, line => line.StartsWith("interface ppp9 departed", StringComparison.Ordinal));
    }

    /// <summary>The log is a pipe that nobody reads, and a command fills it: the world is seen all the same, and commands are run.</summary>
    [Fact]
    public void A_log_that_is_not_read_makes_nobody_wait()
    {
        gateway.AddWire("eth0");
        gateway.Write("""
            state high {
            	init
            		run "echo up >>/run/states"
            	if "cat /dev/zero" every 500ms || ! eth0.link.up
            		set-state low
            }
            state low {
            	init
            		run "echo down >>/run/states"
            	if eth0.link.up
            		set-state high
            }

            """);
        gateway.Host.Run("mkfifo", "/run/log").Check();
        var ifstated = gateway.Host.Start(
            "sh", "-c", "exec 9<>/run/log; exec \"$0\" ifstated -dv -f \"$1\" >/run/log 2>&1", Checkout.Koi, IfstatedHost.File);
        AwaitStates(1);
        // The pipe has 65536 bytes, and each change of the state is more than 20.
        for (var change = 0; change < 6; change++)
        {
            gateway.SetWire("eth0", change % 2 != 0);
            AwaitStates(2 + change);
        }

        gateway.Flap("eth0", 2000);
        IfstatedHost.Await(() => gateway.Status().StartsWith("state: low\n", StringComparison.Ordinal), "down");
        using var reader = gateway.Host.Start("cat", "/run/log");
        gateway.Host.Run("ip", "link", "set", "eth0", "up").Check();
        reader.WaitForLine("lines of the log were lost");
        Assert.Equal(0, ifstated.Stop());
    }

    /// <summary>Commands run as somebody else, with what that user may do and nothing more.</summary>
    [Fact]
    public void Commands_are_run_as_a_user()
    {
        var ifstated = gateway.StartWith("""
            state one {
            	init
            		run "echo id $(id -u) $(id -g) $(id -G) caps $(sed -n 's/^CapEff:.//p' /proc/self/status) home $HOME"
            	if "test $(id -u) = 65534" every 1h
            		set-state two
            }
            state two {
            	init
            		run "trap '' TERM; exec sleep 2010" timeout 100ms
            	if dummy0.link.up
            		set-state one
            }

            """, "-u", "nobody");
        ifstated.WaitForLine("has run for 0.1 seconds, ending it");
        Assert.Contains("changing state to two", IfstatedHost.Changes(ifstated));
        Assert.Contains("id 65534 65534 65534 caps 0000000000000000 home /nonexistent", ifstated.Lines);
        IfstatedHost.Await(() => ChildrenOf(ifstated).Length == 0, "the command's end");
        Assert.Equal(0, ifstated.Stop());

        var unknown = gateway.Host.Run(Checkout.Koi, "ifstated", "-u", "nobody-of-this-name", "-f", IfstatedHost.File);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("nobody-of-this-name", unknown.Errors, StringComparison.Ordinal);
    }

    private void AwaitStates(int count) => IfstatedHost.Await(
        () => gateway.Host.Run("cat", "/run/states").Output.Count(character => character == '\n') == count,
        $"{count} changes of the state");

    private static bool IsLowAndIdle(string status) =>
        status.StartsWith("state: low\n", StringComparison.Ordinal) && !status.Contains("waiting: ", StringComparison.Ordinal)
        && !status.Contains(": echo ", StringComparison.Ordinal);

    private static string ChildrenOf(RunningProgram program) => File.ReadAllText(string.Create(
        CultureInfo.InvariantCulture, $"/proc/{program.ProcessId}/task/{program.ProcessId}/children")).Trim();

    private static int Descriptors(RunningProgram program) => Directory.GetFileSystemEntries(string.Create(
        CultureInfo.InvariantCulture, $"/proc/{program.ProcessId}/fd")).Length;
}

using Koi.Lab;

namespace Koi.SystemTests.Ifstate;

/// <summary>One test for each defect that OpenBSD's ifstated is known for; each fails where the defect is.</summary>
public sealed class DefectTests : IDisposable
{
    private readonly IfstatedHost gateway = new();

    public void Dispose() => gateway.Dispose();

    /// <summary>&amp;&amp; and || bind alike. That is the language; who writes it is told.</summary>
    [Fact]
    public void Mixed_operators_are_warned_of_and_shown_with_parentheses()
    {
        gateway.Write("state one {\n\tif lo.link.up || lo.link.up && lo.inet.\"192.0.2.0/24\"\n\t\tset-state two\n}\nstate two {\n\tif lo.link.down\n\t\tset-state one\n}\n");
        var check = gateway.Host.Run(Checkout.Koi, "ifstated", "-nvf", IfstatedHost.File).Check();
        Assert.Contains("if ((lo.link.up || lo.link.up) && lo.inet.\"192.0.2.0/24\")", check.Output, StringComparison.Ordinal);
        Assert.Contains(":2:5: warning: && and || bind alike, from left to right", check.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", gateway.Host.Run(Checkout.Koi, "ifstated", "-nf", IfstatedHost.File).Check().Errors, StringComparison.Ordinal);
    }

    /// <summary>OpenBSD's loses links in a state that is entered again, until its tests have run for a second time.</summary>
    [Fact]
    public void A_state_that_is_entered_again_hears_of_links()
    {
        gateway.AddWire("eth0");
        var ifstated = gateway.StartWith("""
            state one {
            	if ! eth0.link.up && ! "false" every 200ms
            		set-state two
            }
            state two {
            	if eth0.link.up && ! "false" every 1h
            		set-state one
            }

            """);
        gateway.Host.Run("sleep", "0.5").Check();
        for (var round = 0; round < 5; round++)
        {
            gateway.SetWire("eth0", false);
            ifstated.WaitForLine("changing state to two");
            gateway.SetWire("eth0", true);
            ifstated.WaitForLine("changing state to one");
        }

        Assert.Equal(0, ifstated.Stop());
    }

    /// <summary>OpenBSD's hangs with a test at entry, and with a command.</summary>
    [Fact]
    public void What_hangs_does_not_keep_it_from_seeing_the_world()
    {
        gateway.AddWire("eth0");
        gateway.Write("""
            if eth0.link.down
            	run "exec sleep 2030"
            state one {
            	if "exec sleep 2031" every 1h || eth0.link.down
            		set-state two
            }
            state two {
            	if eth0.link.up
            		set-state one
            }

            """);
        var ifstated = gateway.Host.Start(Checkout.Koi, "ifstated", "-df", IfstatedHost.File);
        IfstatedHost.Await(() => Answers("running for 0 s: exec sleep 2031"), "the test");
        gateway.SetWire("eth0", false);
        IfstatedHost.Await(() => Answers(": exec sleep 2030 ["), "the command");
        // The state's own test is waited for, ten seconds and no longer.
        ifstated.WaitForLine("changing state to two");
        gateway.SetWire("eth0", true);
        ifstated.WaitForLine("changing state to one");
        gateway.SetWire("eth0", false);
        IfstatedHost.Await(() => Answers("waiting: exec sleep 2030"), "a second command that waits for the first");
        Assert.Equal(0, ifstated.Stop());
        Assert.Equal("", gateway.Host.Run("sh", "-c", "pgrep -f '^sleep 2031$'; pkill -f '^sleep 2030$'; true").Check().Output);
    }

    /// <summary>With -i OpenBSD's never learns of links that were so from the start, even when they change.</summary>
    [Fact]
    public void What_was_ignored_at_the_start_counts_once_it_changes()
    {
        gateway.AddWire("eth0");
        gateway.AddWire("eth1");
        var ifstated = gateway.StartWith("""
            state one {
            	if ! eth0.link.up
            		set-state two
            	if ! eth1.link.up || eth1.link.up
            		set-state three
            }
            state two {
            	if eth0.link.up
            		set-state one
            }
            state three {
            	if eth0.link.down
            		set-state two
            }

            """, "-i");
        Assert.Contains("unknown\teth1.link.up", gateway.Status(), StringComparison.Ordinal);
        gateway.SetWire("eth0", false);
        ifstated.WaitForLine("changing state to two");
        gateway.SetWire("eth0", true);
        ifstated.WaitForLine("changing state to one");
        gateway.SetWire("eth1", false);
        ifstated.WaitForLine("changing state to three");
        Assert.Equal(0, ifstated.Stop());
    }

    /// <summary>OpenBSD's ends on HUP when init-state names no state of the file, and begins anew when the file is good.</summary>
    [Fact]
    public void A_reload_with_a_bad_initial_state_changes_nothing()
    {
        const string Good = "state one {\n\tinit\n\t\trun \"echo entered\"\n}\n";
        var ifstated = gateway.StartWith(Good);
        gateway.Write("init-state none\n" + Good);
        ifstated.Send(Signal.Hangup);
        ifstated.WaitForLine("none");
        ifstated.WaitForLine("unable to reload config");
        gateway.Write(Good);
        ifstated.Send(Signal.Hangup);
        ifstated.WaitForLine("reloading config");
        IfstatedHost.Await(() => !Answers("the last reload failed"), "a good reload");
        Assert.True(Answers("state: one"));
        Assert.Equal(0, ifstated.Stop());
        Assert.Single(ifstated.Lines, line => string.Equals(line, "entered", StringComparison.Ordinal));
    }

    /// <summary>OpenBSD's kills the shell of a test and leaves what it started.</summary>
    [Fact]
    public void What_a_test_started_ends_with_it()
    {
        gateway.AddWire("eth0");
        var ifstated = gateway.StartWith("""
            state one {
            	if "sleep 2040 & (setsid true; sleep 2041) & sleep 2042" every 1h timeout 300ms || eth0.link.down
            		set-state two
            	if "sleep 2043 & exit 1" every 1h
            		set-state two
            }
            state two {
            	if eth0.link.up
            		set-state one
            }

            """);
        IfstatedHost.Await(() => Sleeping() == "", "the end of all after the timeout");
        gateway.SetWire("eth0", false);
        ifstated.WaitForLine("changing state to two");
        gateway.SetWire("eth0", true);
        ifstated.WaitForLine("changing state to one");
        IfstatedHost.Await(() => Sleeping() != "", "the tests' next run");
        Assert.Equal(0, ifstated.Stop());
        Assert.Equal("", Sleeping());
    }

    /// <summary>OpenBSD's goes to the background before it reads the file, and wants all interfaces to be there.</summary>
    [Fact]
    public void Errors_of_the_start_are_seen_by_who_starts_it()
    {
        gateway.Write("state one {\n\tif ppp0.link.up\n\t\tset-state two\n}\n");
        var bad = gateway.Host.Run(Checkout.Koi, "ifstated", "-f", IfstatedHost.File);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains($"{IfstatedHost.File}:3:13: error: state \'two\' not declared", bad.Errors, StringComparison.Ordinal);

        var ifstated = gateway.StartWith("state one {\n\tif ppp0.link.down\n\t\tset-state two\n}\nstate two {\n\tif ppp0.link.up\n\t\tset-state one\n}\n");
        Assert.Contains(ifstated.Lines, line => line.EndsWith("warning: unknown interface ppp0", StringComparison.Ordinal));
        Assert.Equal(["changing state to one", "changing state to two"], IfstatedHost.Changes(ifstated));
        Assert.Equal(0, ifstated.Stop());
    }

    /// <summary>OpenBSD's spins for ever.</summary>
    [Fact]
    public void States_that_lead_to_each_other_do_not_spin()
    {
        gateway.Write("""
            state one {
            	if lo.link.down || ! lo.link.down
            		set-state two
            }
            state two {
            	if lo.link.down || ! lo.link.down
            		set-state one
            }

            """);
        var ifstated = gateway.Host.Start(Checkout.Koi, "ifstated", "-df", IfstatedHost.File, "-s", "/run/other.sock");
        ifstated.WaitForLine("the state changed 100 times in a row, going on in 1 second");
        ifstated.WaitForLine("the state changed 100 times in a row, going on in 1 second");
        Assert.StartsWith("state: ", gateway.Host.Run(Checkout.Koi, "ifstated", "status", "-s", "/run/other.sock").Check().Output, StringComparison.Ordinal);
        Assert.Equal(0, ifstated.Stop());
    }

    private bool Answers(string text) =>
        gateway.Host.Run(Checkout.Koi, "ifstated", "status").Output.Contains(text, StringComparison.Ordinal);

    private string Sleeping() => gateway.Host.Run("sh", "-c", "pgrep -af '^sleep 204[0-9]$'; true").Check().Output;
}

using Koi.Lab;

namespace Koi.SystemTests.Ifstate;

/// <summary>ifstated(8), the published binary, in a network namespace.</summary>
public sealed class IfstatedTests : IDisposable
{
    private const string TwoStates = """
        state one {
        	init {
        		run "echo in one by $IFSTATED_EVENT"
        	}
        	if dummy7.link.up
        		set-state two
        }
        state two {
        	init {
        		run "echo in two by $IFSTATED_EVENT, was $IFSTATED_PREV"
        	}
        	if ! dummy7.link.up
        		set-state one
        	if dummy7.inet.changed
        		run "echo addresses: $IFSTATED_ADDR"
        	if "test -e /run/flag" every 200ms
        		set-state three
        }
        state three {
        	init {
        		run "rm /run/flag; echo in three"
        	}
        	if ! dummy7.link.up
        		set-state one
        }

        """;

    private readonly IfstatedHost gateway = new();
    private readonly Host host;

    public IfstatedTests()
    {
        host = gateway.Host;
        gateway.Write(TwoStates);
    }

    public void Dispose() => gateway.Dispose();

    [Fact]
    public void Links_addresses_and_commands_move_it()
    {
        var ifstated = gateway.Start();
        ifstated.WaitForLine("in one by start");

        // A bridge stands for what comes late; without a port it has no carrier, with one it is up.
        gateway.Ip("link", "add", "dummy7", "type", "bridge");
        ifstated.WaitForLine("interface dummy7 arrived");
        gateway.Ip("link", "add", "port0", "type", "veth", "peer", "name", "port1");
        gateway.Ip("link", "set", "port0", "master", "dummy7", "up");
        gateway.Ip("link", "set", "port1", "up");
        gateway.Ip("link", "set", "dummy7", "up");
        ifstated.WaitForLine("in two by link:dummy7, was one");

        gateway.Ip("address", "add", "192.0.2.1/24", "dev", "dummy7");
        ifstated.WaitForLine("addresses: 192.0.2.1/24");

        host.WriteFile("/run/flag", "");
        ifstated.WaitForLine("changing state to three");
        ifstated.WaitForLine("in three");
        Assert.Contains("state: three\n", gateway.Status(), StringComparison.Ordinal);

        gateway.Ip("link", "delete", "dummy7");
        ifstated.WaitForLine("in one by link:dummy7");
        Assert.Equal(0, ifstated.Stop());
        Assert.Equal(
            ["one", "two", "three", "one"],
            ifstated.Lines.Where(line => line.StartsWith("changing state to ", StringComparison.Ordinal)).Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void A_bad_file_changes_nothing_and_a_good_one_keeps_the_state()
    {
        var ifstated = gateway.Start();
        gateway.Write("state one {\n");
        ifstated.Send(Signal.Hangup);
        ifstated.WaitForLine("unable to reload config");
        Assert.Contains("the last reload failed\n", gateway.Status(), StringComparison.Ordinal);

        gateway.Write("state zero {\n\tif lo.link.down\n\t\tset-state one\n}\nstate one {\n\tinit {\n\t\trun \"echo anew\"\n\t}\n}\n");
        ifstated.Send(Signal.Hangup);
        ifstated.WaitForLine("reloading config");
        host.Run("sleep", "0.2").Check();
        Assert.Contains("state: one\n", gateway.Status(), StringComparison.Ordinal);
        Assert.Equal(0, ifstated.Stop());
        Assert.DoesNotContain("anew", ifstated.Lines);
    }

    [Fact]
    public void Hostile_tests_leave_nothing_behind()
    {
        gateway.Write("""
            state one {
            	if "sleep 1000 & sleep 1001" every 1 timeout 200ms
            		set-state two
            	if "kill -9 $$" every 1
            		set-state two
            	if "exec >&- 2>&-; exec sleep 1002" every 1
            		set-state two
            	if dummy7.link.down && after 3
            		set-state end
            }
            state two {
            	init {
            		run "true"
            	}
            }
            state end {
            	init {
            		run "trap '' TERM; sleep 1003" timeout 200ms
            		run "echo the end"
            	}
            }

            """);
        var ifstated = gateway.Start();
        ifstated.WaitForLine("exited abnormally");
        ifstated.WaitForLine("changing state to end");
        ifstated.WaitForLine("ending it");
        ifstated.WaitForLine("the end");
        Assert.Contains("state: end\n", gateway.Status(), StringComparison.Ordinal);
        Assert.Empty(ChildrenOf(ifstated.ProcessId));
        Assert.Equal("", Sleeping());
        Assert.Equal(0, ifstated.Stop());
    }

    [Fact]
    public void A_second_one_is_refused_and_one_that_was_killed_is_followed_by_another()
    {
        var first = gateway.Start();
        var second = host.Run(Checkout.Koi, "ifstated", "-f", IfstatedHost.File);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("ifstated runs already", second.Errors, StringComparison.Ordinal);

        first.Send(Signal.Kill);
        first.WaitForExit();
        var third = gateway.Start();
        Assert.Contains("state: one\n", gateway.Status(), StringComparison.Ordinal);
        Assert.Equal(0, third.Stop());
    }

    [Fact]
    public void A_file_is_checked_strictly_and_drawn()
    {
        var check = host.Run(Checkout.Koi, "ifstated", "-nf", IfstatedHost.File);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains($"{IfstatedHost.File}:5:5: error: unknown interface dummy7\n", check.Errors, StringComparison.Ordinal);

        gateway.Ip("link", "add", "dummy7", "type", "bridge");
        check = host.Run(Checkout.Koi, "ifstated", "-nf", IfstatedHost.File);
        Assert.Equal((0, "configuration OK\n"), (check.ExitCode, check.Errors));
        Assert.StartsWith("digraph ifstated {\n", host.Run(Checkout.Koi, "ifstated", "-Gf", IfstatedHost.File).Check().Output, StringComparison.Ordinal);
        Assert.Equal(1, host.Run(Checkout.Koi, "ifstated", "-h").ExitCode);
        Assert.Equal(1, host.Run(Checkout.Koi, "ifstated", "-f", "/none").ExitCode);
    }

    private static string ChildrenOf(int process) => System.IO.File.ReadAllText($"/proc/{process}/task/{process}/children").Trim();

    /// <summary>The test's own commands, by their odd arguments.</summary>
    private string Sleeping() => string.Join(
        '\n', host.Run("sh", "-c", "pgrep -af '^sleep 100[0-3]$'; true").Check().Output.Split('\n').Where(line => line.Length > 0));
}

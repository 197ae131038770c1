using Koi.Lab;
using Koi.SystemTests.Ifconfig;

namespace Koi.SystemTests.Ifstate;

/// <summary>
/// What OpenBSD's regression tests of ifstated go through: states driven by files and periodic tests, and carp interfaces that are
/// destroyed, created and set down, with the exact list of changes, from <c>ifstated -dvf</c>.
/// </summary>
public sealed class ScenarioTests : IDisposable
{
    private readonly IfstatedHost gateway = new();

    public void Dispose() => gateway.Dispose();

    [Fact]
    public void Files_and_periodic_tests_drive_states()
    {
        gateway.Write("""
            true = '"true" every 2'
            false = '"false" every 2'
            go = '"test -e /run/go" every 2'
            stop = '"test -e /run/stop" every 2'
            init-state one

            state one {
            	init {
            		if $true {
            			if ! $false {
            				if ! ( $false || $stop ) {
            					run "echo nested ifs"
            				}
            			}
            			if $false
            				run "echo never"
            		}
            	}
            	if ! ( $false || ! $true ) && $go {
            		run "rm /run/go"
            		set-state two
            		run "echo after the request"
            	}
            }

            state two {
            	init {
            		if $go
            			run "echo never"
            	}
            	if ( ! $go ) && ( $false || $stop ) {
            		if $true {
            			set-state one
            			set-state three
            		}
            	}
            }

            state three {
            	init {
            		run "rm /run/stop"
            		set-state four
            	}
            	if $stop
            		set-state five
            }

            state four {
            	init
            		run "echo never"
            }

            state five {
            	if $stop
            		set-state one
            	if ! $stop && ! $go
            		set-state six
            }

            state six {
            	init
            		run "echo the end"
            	if $true || $false && $false
            		set-state one
            }

            """);
        var ifstated = Start();
        ifstated.WaitForLine("running echo nested ifs");
        gateway.Host.WriteFile("/run/go", "");
        ifstated.WaitForLine("running echo after the request");
        gateway.Host.WriteFile("/run/stop", "");
        ifstated.WaitForLine("running echo the end");
        gateway.Host.Run("sleep", "5").Check();
        Assert.Equal(0, ifstated.Stop());

        // In three the request of the body wins over that of init. The tests of five run after the command that three ordered.
        Assert.Equal(
            [
                "changing state to one", "changing state to two", "changing state to three", "changing state to five",
                "changing state to six",
            ],
            IfstatedHost.Changes(ifstated));
        Assert.DoesNotContain("never", ifstated.Lines);
    }

    [Fact]
    public void Carp_interfaces_are_destroyed_created_and_set_down()
    {
        gateway.AddWire("eth0");
        gateway.Ip("address", "add", "10.9.0.1/24", "dev", "eth0");
        gateway.Host.WriteFile("/etc/koi-lab/password", "secret\n");
        gateway.Host.Start(Checkout.Koi, "koid", "-d").WaitForLine("keeping groups");
        gateway.Write("""
            both_up = "carp0.link.up && carp1.link.up"
            both_down = "! carp0.link.up && ! carp1.link.up"
            init-state auto

            state auto {
            	if ( $both_up )
            		set-state primary
            	if ( $both_down )
            		set-state backup
            }
            state primary {
            	init
            		run "echo primary by $IFSTATED_EVENT"
            	if ! ( $both_up )
            		set-state demoted
            }
            state demoted {
            	init
            		run "echo demoted by $IFSTATED_EVENT"
            	if ( $both_up )
            		set-state primary
            	if ( $both_down )
            		set-state backup
            }
            state backup {
            	init
            		run "echo backup by $IFSTATED_EVENT"
            	if ( $both_up )
            		set-state primary
            }

            """);
        var ifstated = Start("-R");
        ifstated.WaitForLine("backup by start");
        Create(0);
        Create(1);
        ifstated.WaitForLine("primary by link:carp");
        gateway.Host.Change("carp1 destroy");
        ifstated.WaitForLine("demoted by link:carp1");
        Create(1);
        ifstated.WaitForLine("primary by link:carp1");
        gateway.Host.Change("carp0 down");
        ifstated.WaitForLine("demoted by link:carp0");
        gateway.Host.Change("carp1 down");
        ifstated.WaitForLine("backup by link:carp1");
        gateway.Host.Change("carp0 up");
        gateway.Host.Change("carp1 up");
        ifstated.WaitForLine("primary by link:carp");
        ifstated.Send(Signal.Hangup);
        ifstated.WaitForLine("primary by reload");
        gateway.Host.Change("carp0 destroy");
        ifstated.WaitForLine("demoted by link:carp0");
        gateway.Host.Change("carp1 destroy");
        ifstated.WaitForLine("backup by link:carp1");
        Assert.Equal(0, ifstated.Stop());

        Assert.Equal(
            [
                "auto", "backup", "primary", "demoted", "primary", "demoted", "backup", "primary", "auto", "primary", "demoted",
                "backup",
            ],
            IfstatedHost.Changes(ifstated).Select(line => line.Replace("changing state to ", "", StringComparison.Ordinal)));
    }

    private void Create(int number) => gateway.Host.Change(
        $"carp{number} vhid {number + 1} carpdev eth0 pass /etc/koi-lab/password advbase 0 advskew 25 inet 10.9.0.{number + 100}");

    private RunningProgram Start(params ReadOnlySpan<string> options) =>
        gateway.Host.Start(Checkout.Koi, ["ifstated", .. options, "-dvf", IfstatedHost.File]);
}

using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ifstate;

/// <summary>A gateway in a network of its own, and the ifstated of the published binary on it.</summary>
internal sealed class IfstatedHost : IDisposable
{
    /// <summary>The configuration.</summary>
    public const string File = "/etc/koi/ifstated.conf";

    private const string Socket = "/run/koi/ifstated.sock";

    /// <summary>Makes the network.</summary>
    public IfstatedHost()
    {
        Network = LabNetwork.Create();
        Host = Network.AddHost("gateway");
    }

    /// <summary>The network, for more hosts.</summary>
    public Network Network { get; }

    /// <summary>The gateway.</summary>
    public Host Host { get; }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    /// <summary>Writes the configuration.</summary>
    public void Write(string configuration) => Host.WriteFile(File, configuration);

    /// <summary>Starts ifstated in the foreground and waits until it has entered its first state.</summary>
    public RunningProgram Start(params ReadOnlySpan<string> options)
    {
        var ifstated = Host.Start(Checkout.Koi, ["ifstated", "-d", "-f", File, .. options]);
        ifstated.WaitForLine("started");
        return ifstated;
    }

    /// <summary>Writes the configuration, and starts.</summary>
    public RunningProgram StartWith(string configuration, params ReadOnlySpan<string> options)
    {
        Write(configuration);
        return Start(options);
    }

    /// <summary>What <c>ifstated status</c> prints.</summary>
    public string Status() => Host.Run(Checkout.Koi, "ifstated", "status").Check().Output;

    /// <summary>Runs ip(8).</summary>
    public void Ip(params ReadOnlySpan<string> arguments) => Host.Run("ip", arguments).Check();

    /// <summary>Makes a veth whose far end is <c>peer-NAME</c> in the same host, both up: its carrier follows the far end.</summary>
    public void AddWire(string name)
    {
        Ip("link", "add", name, "type", "veth", "peer", "name", $"peer-{name}");
        Ip("link", "set", $"peer-{name}", "up");
        Ip("link", "set", name, "up");
    }

    /// <summary>Cuts or mends a wire.</summary>
    public void SetWire(string name, bool isUp) => Ip("link", "set", $"peer-{name}", isUp ? "up" : "down");

    /// <summary>The states it changed to, in order, as OpenBSD's regression tests collect them.</summary>
    public static IReadOnlyList<string> Changes(RunningProgram ifstated) =>
        [.. ifstated.Lines.Where(line => line.StartsWith("changing ", StringComparison.Ordinal))];

    /// <summary>Waits until something holds that no log line tells.</summary>
    public static void Await(Func<bool> condition, string wanted)
    {
        for (var attempt = 0; !condition(); attempt++)
        {
            Assert.True(attempt < 1000, $"not in time: {wanted}");
            Thread.Sleep(20);
        }
    }
}

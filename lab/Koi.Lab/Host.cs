using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Koi.Netlink.Linux;

namespace Koi.Lab;

/// <summary>A machine of a network: a network namespace, with an own /etc, /run, /sys and host name.</summary>
/// <remarks>Made by <see cref="Network.AddHost"/>; ends with its network, and everything that runs in it.</remarks>
public class Host : IDisposable
{
    private readonly HostThread inside;
    private readonly NetworkNamespace space;
    private readonly List<IDisposable> running = [];

    internal Host(string name, string fullName)
    {
        Name = name;
        FullName = fullName;
        inside = new HostThread(fullName);
        space = NetworkNamespace.Open($"/proc/{inside.Id}/ns/net");
        NamespaceName.Add(fullName, inside.Id);
        Wiring = new Wiring(inside, space);
        Wiring.Change("lo", new() { IsUp = true });
        Forward(false);
        foreach (var scope in (string[])["all", "default"])
        {
            SetKernel($"net/ipv4/conf/{scope}/rp_filter", "0");
            SetKernel($"net/ipv6/conf/{scope}/accept_dad", "0");
        }
    }

    /// <summary>Its name in the network.</summary>
    public string Name { get; }

    /// <summary>Its name for <c>ip netns</c>, unique on this machine.</summary>
    public string FullName { get; }

    /// <summary>Where its files are seen from outside; add a path to it.</summary>
    public string Root => $"/proc/{inside.Id}/root";

    internal Wiring Wiring { get; }

    /// <summary>Describes a card, to be given to <see cref="Network.Connect"/> or <see cref="Bridge.Attach"/>.</summary>
    public Card Card(string name, params IReadOnlyList<string> addresses) => new(this, name, addresses);

    /// <summary>Adds an address with its prefix length, <c>10.1.0.1/24</c>.</summary>
    public void AddAddress(string card, string address) => Wiring.AddAddress(card, address);

    /// <summary>Adds a route.</summary>
    /// <param name="destination">A network, <c>10.2.0.0/24</c>, or <c>default</c>.</param>
    /// <param name="gateway">The next router's address.</param>
    public void AddRoute(string destination, string gateway) => Wiring.AddRoute(destination, gateway);

    /// <summary>Runs a program in the host and waits at most a minute for its end.</summary>
    /// <exception cref="LabException">It could not be started, or took too long.</exception>
    public ProgramResult Run(string program, params ReadOnlySpan<string> arguments) =>
        ProgramResult.Of(Launch(program, arguments), limit: null);

    /// <summary>Runs a program that may take longer, or less long.</summary>
    public ProgramResult RunWithin(TimeSpan limit, string program, params ReadOnlySpan<string> arguments) =>
        ProgramResult.Of(Launch(program, arguments), limit);

    /// <summary>Runs a program that reads <paramref name="input"/>.</summary>
    public ProgramResult RunWithInput(string input, string program, params ReadOnlySpan<string> arguments) =>
        ProgramResult.Of(Launch(program, arguments), limit: null, input);

    /// <summary>Starts a program that runs until it is stopped, at the latest with the network.</summary>
    public RunningProgram Start(string program, params ReadOnlySpan<string> arguments)
    {
        var started = new RunningProgram(Launch(program, arguments));
        running.Add(started);
        return started;
    }

    /// <summary>Records what a card sends and receives; the recording has begun when this returns.</summary>
    /// <param name="card">The card, or <c>any</c>.</param>
    /// <param name="filter">In pcap-filter(7)'s language, <c>esp or udp port 4500</c>; null for everything.</param>
    public Capture Capture(string card, string? filter = null)
    {
        var capture = new Capture(
            Launch("tcpdump", "-Z", "root", "--immediate-mode", "-U", "-i", card, "-w", "-", filter ?? string.Empty));
        running.Add(capture);
        return capture;
    }

    /// <summary>Opens a UDP port whose ESP packets the kernel decapsulates, as an IKE daemon's does; IPv4.</summary>
    /// <remarks>Linux uapi udp.h, UDP_ENCAP and UDP_ENCAP_ESPINUDP.</remarks>
    public Socket OpenEspInUdp(int port)
    {
        const int UdpEncap = 100, EspInUdp = 2;
        return space.Run(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SetRawSocketOption((int)ProtocolType.Udp, UdpEncap, BitConverter.GetBytes(EspInUdp));
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return socket;
        });
    }

    /// <summary>Waits until something holds of the host's links, addresses and routes; asked again after each change of them.</summary>
    /// <param name="condition">Must not wait itself.</param>
    /// <param name="wanted">What is awaited, for the exception.</param>
    /// <param name="limit">One minute when null.</param>
    /// <exception cref="LabException">It did not hold in time.</exception>
    public void WaitUntil(Func<RouteSocket, bool> condition, string wanted, TimeSpan? limit = null)
    {
        if (!Wiring.Wait(condition, new Deadline(limit)))
        {
            throw new LabException($"{FullName}: not in time: {wanted}\n{Run("ip", "address").Output}");
        }
    }

    /// <summary>Writes a file in the host, and the folders above it. Only /etc and /run are the host's own.</summary>
    public void WriteFile(string path, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        if (!path.StartsWith("/etc/", StringComparison.Ordinal) && !path.StartsWith("/run/", StringComparison.Ordinal))
        {
            throw new ArgumentException($"{path} is the whole machine's", nameof(path));
        }

        inside.Run(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            File.SetUnixFileMode(path, mode);
        });
    }

    /// <summary>Reads a file as the host sees it.</summary>
    public string ReadFile(string path) => inside.Run(() => File.ReadAllText(path));

    /// <summary>Sets a variable below /proc/sys that belongs to the network namespace: <c>net/ipv4/ip_forward</c>.</summary>
    public void SetKernel(string variable, string value) =>
        inside.Run(() => File.WriteAllText($"/proc/sys/{variable}", value));

    /// <summary>Kills everything that runs in the host, captures too.</summary>
    public void KillAll() => Inhabitants.End(inside.Id);

    /// <summary>Stops everything that runs in the host, as a hung machine would; its kernel goes on.</summary>
    public void FreezeAll() => Inhabitants.Freeze(inside.Id);

    /// <summary>Ends what <see cref="FreezeAll"/> began.</summary>
    public void ThawAll() => Inhabitants.Thaw(inside.Id);

    /// <summary>Runs a function in the host's network, on a thread of its own; sockets it opens stay inside.</summary>
    public T Inside<T>(Func<T> function) => space.Run(function);

    /// <summary>A card's Ethernet address, as text.</summary>
    public string HardwareAddress(string card) => File.ReadAllText($"{Root}/sys/class/net/{card}/address").Trim();

    /// <summary>Ends what runs in the host, then the host.</summary>
    public void Dispose()
    {
        foreach (var program in running)
        {
            program.Dispose();
        }

        running.Clear();
        Inhabitants.End(inside.Id);
        Wiring.Dispose();
        NamespaceName.Remove(FullName);
        space.Dispose();
        inside.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes it pass on packets of others, or not.</summary>
    protected void Forward(bool isOn)
    {
        SetKernel("net/ipv4/ip_forward", isOn ? "1" : "0");
        SetKernel("net/ipv6/conf/all/forwarding", isOn ? "1" : "0");
    }

    private Process Launch(string program, params ReadOnlySpan<string> arguments)
    {
        var start = ProgramStart.Of(program, arguments);
        return inside.Run(() => ProgramStart.Start(start));
    }
}

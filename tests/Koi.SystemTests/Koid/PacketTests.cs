using System.Net;
using System.Net.Sockets;
using Koi.Lab;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;

namespace Koi.SystemTests.Koid;

/// <summary>A flood of packets is judged by groups while interfaces join and leave them.</summary>
public sealed class PacketTests : IDisposable
{
    private const int Changes = 40;

    private static readonly IPAddress Gateway = IPAddress.Parse("10.1.0.1");

    private readonly KoidHost gateway = new();
    private readonly Host client;

    public PacketTests()
    {
        client = gateway.Network.AddHost("client");
        gateway.Network.Connect(client.Card("eth0", "10.1.0.2/24"), gateway.Host.Card("eth1", "10.1.0.1/24"));
    }

    public void Dispose() => gateway.Dispose();

    [Fact]
    public async Task No_packet_is_misjudged_once_the_command_has_returned()
    {
        gateway.Start();
        gateway.Nft("""
            table inet koi {
                set g_ext { type ifname; }
                counter wrong { }
                counter member { }
                counter stranger { }
                chain input {
                    type filter hook input priority 0;
                    udp dport 9001 iifname @g_ext counter name member accept
                    udp dport 9002 iifname != @g_ext counter name stranger accept
                    udp dport { 9001, 9002 } counter name wrong drop
                }
            }

            """);
        using var flood = new Flood(gateway, client);

        for (var change = 0; change < Changes; change++)
        {
            var joins = change % 2 == 0;
            flood.Calm();
            gateway.Host.Run(Checkout.Koi, "ifconfig", "eth1", joins ? "group" : "-group", "ext").Check();
            flood.AimAt(joins ? 9001 : 9002);
            gateway.Host.Run("true").Check();
        }

        await flood.Stop();
        Assert.Equal(0, Packets("wrong"));
        Assert.True(Packets("member") > Changes && Packets("stranger") > Changes, $"{Packets("member")} and {Packets("stranger")} packets are no flood");
    }

    /// <summary>Not counted by packets: the kernel looks into one set after another, and a commit may fall between two looks of one packet.</summary>
    [Fact]
    public void A_move_between_groups_is_one_transaction()
    {
        gateway.Host.Run(Checkout.Koi, "ifconfig", "eth1", "group", "ext", "group", "int", "-group", "int").Check();
        using var events = gateway.Inside(() => NetfilterSocket.Subscribe());

        gateway.Host.Run(Checkout.Koi, "ifconfig", "eth1", "-group", "ext", "group", "int").Check();
        gateway.Host.Run(Checkout.Koi, "ifconfig", "eth1", "-group", "int", "group", "ext").Check();

        var seen = new List<string>();
        events.Receive(TimeSpan.FromSeconds(10), message => seen.Add(NetfilterEvent.Read(message) switch
        {
            NetfilterEvent.ElementsAdded added => $"add {added.Set.Name}",
            NetfilterEvent.ElementsRemoved removed => $"delete {removed.Set.Name}",
            NetfilterEvent.Committed => "commit",
            var other => $"{other}",
        }));
        Assert.Equal(["delete g_ext", "add g_int", "commit", "delete g_int", "add g_ext", "commit"], seen);
    }

    private long Packets(string counter)
    {
        var words = gateway.Host.Run("nft", "list", "counter", "inet", "koi", counter).Check().Output.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(words[Array.IndexOf(words, "packets") + 1]);
    }

    /// <summary>Packets without a pause from the client to one port of the gateway.</summary>
    private sealed class Flood : IDisposable
    {
        private const int NeutralPort = 9000;

        private readonly Socket sender;
        private readonly Socket receiver;
        private readonly Task sending;
        private readonly byte[] heard = new byte[4];
        private volatile int port = NeutralPort;
        private volatile int mark;
        private volatile bool isOver;

        public Flood(KoidHost gateway, Host client)
        {
            receiver = gateway.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            receiver.Bind(new IPEndPoint(Gateway, NeutralPort));
            using var space = NetworkNamespace.Open($"/run/netns/{client.FullName}");
            sender = space.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            sending = Task.Run(Send);
        }

        /// <summary>Aims at the port that no rule judges, and waits until what was sent before has arrived: packets keep their order.</summary>
        public void Calm()
        {
            mark++;
            port = NeutralPort;
            do
            {
                receiver.Receive(heard);
            }
            while (BitConverter.ToInt32(heard) != mark);
        }

        public void AimAt(int number) => port = number;

        public async Task Stop()
        {
            isOver = true;
            await sending;
        }

        public void Dispose()
        {
            isOver = true;
            sending.Wait();
            sender.Dispose();
            receiver.Dispose();
        }

        private void Send()
        {
            while (!isOver)
            {
                try
                {
                    sender.SendTo(BitConverter.GetBytes(mark), new IPEndPoint(Gateway, port));
                }
                catch (SocketException)
                {
                    // Nobody listens at the judged ports, and ICMP says so.
                }
            }
        }
    }
}

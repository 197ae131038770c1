using System.Text.Json;
using Koi.Ipsec;
using Koi.Ipsec.Show;
using Koi.Netlink;
using Koi.Netlink.Xfrm;
using static Koi.Tests.Ipsec.Show.Samples;

namespace Koi.Tests.Ipsec.Show;

public sealed class ShowJsonTests
{
    private static string Print(ShowModifier modifier, bool showKeys = false) =>
        new ShowJson(showKeys, policy => policy.Priority == 165423, sa => sa.RequestId == 16).Print(
            modifier,
            RulesFromKernel.Flows([Policy(PolicyDirection.Out, "10.1.0.0/24", "10.2.0.0/24", Tunnel("192.0.2.1", "192.0.2.2"))]),
            RulesFromKernel.Sas(
                [EspTunnel() with { Encapsulation = new Encapsulation(2, 4500, 1024, InetAddress.AnyV4) }], Dialect.Current));

    [Fact]
    public void A_flow_has_these_members() => Assert.Equal(
        """{"flows":[{"satype":"esp","direction":"out","protocol":0,"from":"10.1.0.0/24","fromPort":0,"to":"10.2.0.0/24","""
        + """
        "toPort":0,"local":"192.0.2.1","peer":"192.0.2.2","type":"require","priority":165423,"index":9,"mark":null,
        """.TrimEnd()
        + """
        "interfaceId":null,"bytes":0,"packets":0,"addTime":0,"useTime":0,"managed":true}]}

        """,
        Print(ShowModifier.Flow));

    [Fact]
    public void An_sa_has_these_members() => Assert.Equal(
        """{"sas":[{"satype":"esp","mode":"tunnel","from":"192.0.2.1","to":"192.0.2.2","spi":"0x00001001","""
        + """
        "auth":"hmac-sha2-256","enc":"aes","comp":null,"icvBits":128,"authKeyBits":256,"encKeyBits":128,"requestId":0,
        """.TrimEnd()
        + """
        "replayWindow":0,"esn":false,"udpEncapsulation":{"fromPort":4500,"toPort":1024},"mark":null,"interfaceId":null,
        """.TrimEnd()
        + """
        "limits":{"softBytes":null,"hardBytes":null,"softPackets":null,"hardPackets":null,"softAddSeconds":null,
        """.TrimEnd()
        + """
        "hardAddSeconds":null,"softUseSeconds":null,"hardUseSeconds":null},"errors":{"replayWindow":0,"replay":0,"integrity":0},
        """.TrimEnd()
        + """
        "bytes":840,"packets":10,"addTime":1700000000,"useTime":1700000060,"managed":false}]}

        """,
        Print(ShowModifier.Sa));

    [Fact]
    public void Keys_are_there_when_they_are_asked_for()
    {
        using var document = JsonDocument.Parse(Print(ShowModifier.All, showKeys: true));

        var sa = document.RootElement.GetProperty("sas")[0];
        Assert.Equal("e0e1e2e3e4e5e6e7e8e9eaebecedeeef", sa.GetProperty("encKey").GetString());
        Assert.Equal(64, sa.GetProperty("authKey").GetString()!.Length);
        Assert.Equal(1, document.RootElement.GetProperty("flows").GetArrayLength());
    }

    [Fact]
    public void Compression_is_comp_in_every_dialect()
    {
        foreach (var dialect in new[] { Dialect.Current, Dialect.OpenBsd49 })
        {
            Assert.Contains(
                """
                "auth":null,"enc":null,"comp":"deflate",
                """,
                new ShowJson(false, _ => false, _ => false).Print(ShowModifier.Sa, [], RulesFromKernel.Sas([IpComp()], dialect)),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_event_is_an_object_on_a_line_of_its_own()
    {
        var printer = new MonitorJson(Dialect.Current, showKeys: false, _ => false, _ => false);
        foreach (var sample in EventSamples.All)
        {
            var line = printer.Print(sample, port: 4711);

            Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
            using var document = JsonDocument.Parse(line);
            Assert.Equal(4711, document.RootElement.GetProperty("pid").GetInt32());
        }
    }

    [Fact]
    public void An_event_has_its_sa_or_its_flow_or_what_it_tells()
    {
        var printer = new MonitorJson(Dialect.Current, showKeys: false, _ => true, _ => true);
        string Line<T>() => printer.Print(EventSamples.All.Single(sample => sample is T), port: 0);

        Assert.StartsWith(
            """{"event":"sadb_update","message":"UPDSA","satype":"esp","sequence":0,"pid":0,"sa":{"satype":"esp",""",
            Line<XfrmEvent.SaUpdated>(),
            StringComparison.Ordinal);
        Assert.Contains("\"flow\":{\"satype\":\"esp\",\"direction\":\"forward\"", Line<XfrmEvent.PolicyDeleted>(), StringComparison.Ordinal);
        Assert.EndsWith(
            """
            "destination":"192.0.2.2","spi":"0x00001001","oldSource":"192.0.2.1","oldPort":4500,"newSource":"192.0.2.7","newPort":1024}

            """,
            Line<XfrmEvent.Mapping>(),
            StringComparison.Ordinal);
        Assert.Equal("""{"event":"sadb_lost"}""" + "\n", MonitorJson.Lost);
    }
}

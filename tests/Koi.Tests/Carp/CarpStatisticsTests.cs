using System.Text.Json;
using Koi.Carp;

namespace Koi.Tests.Carp;

public sealed class CarpStatisticsTests
{
    [Fact]
    public void The_text_is_that_of_netstat_with_Koi_s_lines_after_it()
    {
        var statistics = Counted();

        Assert.Equal("""
            carp:
            	1 packet received (IPv4)
            	2 packets received (IPv6)
            		1 packet discarded for bad interface
            		2 packets discarded for wrong TTL
            		3 packets shorter than header
            		4 discarded for bad checksums
            		5 discarded packets with a bad version
            		6 discarded because packet too short
            		7 discarded for bad authentication
            		8 discarded for unknown vhid
            		9 discarded because of a bad address list
            	2 packets sent (IPv4)
            	1 packet sent (IPv6)
            		1 send failed due to mbuf memory error
            	1 transition to master
            		1 send failed for another reason
            		10 packets of our own received
            	2 state transitions
            	1 lease lost

            """, statistics.Print());
    }

    [Fact]
    public void The_JSON_is_one_line_with_the_names_of_struct_carpstats()
    {
        var line = Counted().PrintJson();

        Assert.EndsWith("}\n", line, StringComparison.Ordinal);
        Assert.Equal(1, line.Count(c => c == '\n'));
        using var json = JsonDocument.Parse(line);
        var numbers = json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetInt64());
        Assert.Equal((1, 2, 7, 8, 1, 1), (numbers["ipackets"], numbers["ipackets6"], numbers["badauth"], numbers["badvhid"], numbers["preempt"], numbers["leasesLost"]));
        Assert.Equal(19, numbers.Count);
    }

    private static CarpStatistics Counted()
    {
        var statistics = new CarpStatistics();
        foreach (var verdict in Enum.GetValues<PacketVerdict>())
        {
            for (var count = 0; count < (int)verdict; count++)
            {
                statistics.Count(verdict);
            }
        }

        statistics.CountReceived(isV6: false);
        statistics.CountReceived(isV6: true);
        statistics.CountReceived(isV6: true);
        statistics.CountSent(isV6: false);
        statistics.CountSent(isV6: false);
        statistics.CountSent(isV6: true);
        statistics.CountNoMemory();
        statistics.CountSendError();
        statistics.CountTransition(CarpState.Master);
        statistics.CountTransition(CarpState.Backup);
        statistics.CountLeaseLost();
        return statistics;
    }
}

using Koi.Carp;

namespace Koi.Tests.Carp;

public sealed class SendHealthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("--", 0)]
    [InlineData("---", 1)]
    [InlineData("--+--", 0)]
    [InlineData("------", 1)]
    [InlineData("---++", 1)]
    [InlineData("---+++", 0)]
    [InlineData("---++-++", 1)]
    [InlineData("---++-+++", 0)]
    [InlineData("---+++--", 0)]
    [InlineData("---+++---", 1)]
    public void Three_errors_in_a_row_demote_and_three_successes_in_a_row_end_it(string history, int demote)
    {
        foreach (var isV6 in new[] { false, true })
        {
            Assert.Equal(demote, history.Aggregate(default(SendHealth), (health, sent) => health.After(isV6, sent == '+')).Demote);
        }
    }

    [Fact]
    public void Families_count_for_themselves_and_the_log_names_them()
    {
        var (health, reasons) = (default(SendHealth), new List<string>());
        foreach (var sent in "444 666 444 666 464646 +++ ***".Replace(" ", "", StringComparison.Ordinal))
        {
            var next = health.After(isV6: sent is '6' or '*', wasSent: sent is '+' or '*');
            reasons.Add(next.Reason(health));
            health = next;
        }

        Assert.Equal(["> snderrors", "> snd6errors", "< snderrors", "< snd6errors"], reasons.Where(reason => reason != ""));
        Assert.Equal(default, health);
    }
}

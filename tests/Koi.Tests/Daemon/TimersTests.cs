using CsCheck;
using Koi.Daemon;

namespace Koi.Tests.Daemon;

public sealed class TimersTests
{
    private enum Name
    {
        First,
        Second,
        Third,
    }

    [Fact]
    public void Nothing_is_due_where_nothing_is_set()
    {
        var timers = new Timers<Name>();

        Assert.Null(timers.Next);
        Assert.Null(timers[Name.First]);
        Assert.Empty(TakeDue(timers, TimeSpan.MaxValue));
    }

    [Fact]
    public void The_earliest_is_next_and_is_taken_first()
    {
        var timers = Set((Name.First, 30), (Name.Second, 10), (Name.Third, 20));

        Assert.Equal(Seconds(10), timers.Next);
        Assert.Empty(TakeDue(timers, Seconds(9)));
        Assert.Equal([Name.Second, Name.Third], TakeDue(timers, Seconds(20)));
        Assert.Equal(Seconds(30), timers.Next);
        Assert.Null(timers[Name.Second]);
    }

    [Fact]
    public void A_timer_is_due_at_its_moment_once()
    {
        var timers = Set((Name.First, 10));

        Assert.Equal([Name.First], TakeDue(timers, Seconds(10)));
        Assert.Empty(TakeDue(timers, Seconds(10)));
    }

    [Fact]
    public void Setting_anew_moves_a_timer_and_setting_once_does_not()
    {
        var timers = Set((Name.First, 10), (Name.Second, 10));
        timers.Set(Name.First, Seconds(50));
        timers.SetOnce(Name.Second, Seconds(50));
        timers.SetOnce(Name.Third, Seconds(50));

        Assert.Equal(Seconds(50), timers[Name.First]);
        Assert.Equal(Seconds(10), timers[Name.Second]);
        Assert.Equal(Seconds(50), timers[Name.Third]);
    }

    [Fact]
    public void A_timer_taken_back_is_not_due()
    {
        var timers = Set((Name.First, 10), (Name.Second, 20));
        timers.Cancel(Name.First);
        timers.Cancel(Name.Third);

        Assert.Equal([Name.Second], TakeDue(timers, Seconds(99)));
    }

    [Fact]
    public void Each_timer_is_taken_once_and_in_order_however_the_time_runs() =>
        Gen.Select(Gen.Select(Gen.Enum<Name>(), Gen.Int[0, 100]).Array[0, 6], Gen.Int[0, 100].Array[1, 5]).Sample((set, moments) =>
        {
            var timers = Set([.. set.Select(one => (one.Item1, one.Item2))]);
            var last = set.GroupBy(one => one.Item1).Select(found => found.Last()).ToDictionary(one => one.Item1, one => one.Item2);
            var now = 0;
            foreach (var step in moments)
            {
                now += step;
                var due = last.Where(one => one.Value <= now).Select(one => one.Value).Order().ToArray();

                Assert.Equal(due, TakeDue(timers, Seconds(now)).Select(name => last[name]));
                last = last.Where(one => one.Value > now).ToDictionary();
            }
        }, iter: 500);

    private static TimeSpan Seconds(int number) => TimeSpan.FromSeconds(number);

    private static Timers<Name> Set(params (Name Name, int Seconds)[] all)
    {
        var timers = new Timers<Name>();
        foreach (var (name, seconds) in all)
        {
            timers.Set(name, Seconds(seconds));
        }

        return timers;
    }

    private static List<Name> TakeDue(Timers<Name> timers, TimeSpan now)
    {
        var taken = new List<Name>();
        while (timers.TryTakeDue(now, out var name))
        {
            taken.Add(name);
        }

        return taken;
    }
}

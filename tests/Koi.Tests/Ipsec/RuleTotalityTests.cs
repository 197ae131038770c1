using Koi.Ipsec;
using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink;

namespace Koi.Tests.Ipsec;

/// <summary>Every kind of statement, mode, type and transform is printed by every printer.</summary>
public sealed class RuleTotalityTests
{
    private static readonly SourceSpan Place = new(new("x", ""), 0, 0);

    private static readonly HostAddress Host = new(InetPrefix.Host(InetAddress.FromV4(0x0a000001)));

    private static readonly Rule.Sa Sa = new(0, Place) { SaType = SaType.Esp, Mode = TransformMode.Tunnel, Source = Host, Destination = Host, Spi = 0x1000 };

    private static readonly Rule.Flow Flow = new(0, Place)
    {
        SaType = SaType.Esp,
        Direction = FlowDirection.Out,
        Type = FlowType.Use,
        Source = Host,
        Destination = Host,
    };

    private static readonly Rule.Ike Ike = new(0, Place)
    {
        Mode = IkeMode.Active,
        SaType = SaType.Esp,
        Encapsulation = TransformMode.Tunnel,
        Source = Host,
        Destination = Host,
    };

    private static readonly Statement[] Samples =
    [
        new MacroAssignment("a", "b", HoldsSecret: false, Place), Flow, Sa, Ike, new Rule.Bundle(0, Place) { First = Sa, Second = Sa },
    ];

    public static TheoryData<bool, bool> Options => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Fact]
    public void Samples_are_all_kinds_of_statement()
    {
        var kinds = typeof(Statement).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Statement)) && !t.IsAbstract);

        Assert.Equal(
            kinds.Select(t => t.FullName!).Order(StringComparer.Ordinal),
            Samples.Select(s => s.GetType().FullName!).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_statement_is_printed(bool is49, bool deletes)
    {
        var dialect = is49 ? Dialect.OpenBsd49 : Dialect.Current;
        var printer = new ConfigurationPrinter(new(dialect, ShowKeys: true, ShowNumbers: true, deletes), FakeMachine.WithoutFiles.Names);

        foreach (var sample in Samples.Concat(Variations()))
        {
            var (output, failures) = printer.Print([sample]);

            Assert.False(string.IsNullOrEmpty(output));
            Assert.All(failures, f => Assert.StartsWith("illegal ", f, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_transform_of_the_tables_is_printed_or_refused_by_name(bool is49)
    {
        var dialect = is49 ? Dialect.OpenBsd49 : Dialect.Current;
        foreach (var rule in Transforms(dialect))
        {
            var lines = Koi.Ipsec.Isakmpd.FifoWriter.Add(rule, dialect, showSecret: true);

            var named = (rule.Phase1.Encryption ?? rule.Phase2.Encryption ?? rule.Phase1.Authentication ?? rule.Phase2.Authentication
                ?? rule.Phase1.Group ?? rule.Phase2.Group)!;
            Assert.True(
                lines.Failure is null || lines.Failure.EndsWith($" {named.Name}", StringComparison.Ordinal), $"{named.Name}: {lines.Failure}");
        }
    }

    [Fact]
    public void Words_of_the_enumerations_are_different()
    {
        AssertDistinct(Enum.GetValues<SaType>().Select(Words.Of));
        AssertDistinct(Enum.GetValues<TransformMode>().Select(Words.Of));
        AssertDistinct(Enum.GetValues<FlowDirection>().Select(Words.Of));
        AssertDistinct(Enum.GetValues<FlowType>().Select(Words.Of));
        AssertDistinct(Enum.GetValues<IkeMode>().Select(Words.Of));
    }

    private static IEnumerable<Statement> Variations() =>
    [
        .. Enum.GetValues<SaType>().Select(t => Sa with { SaType = t }),
        .. Enum.GetValues<TransformMode>().Select(m => Sa with { Mode = m }),
        .. Enum.GetValues<SaType>().Select(t => Flow with { SaType = t }),
        .. Enum.GetValues<FlowType>().Select(t => Flow with { Type = t }),
        .. Enum.GetValues<FlowDirection>().Select(d => Flow with { Direction = d }),
        .. Enum.GetValues<SaType>().Select(t => Ike with { SaType = t }),
        .. Enum.GetValues<IkeMode>().Select(m => Ike with { Mode = m }),
        .. Enum.GetValues<Phase1Exchange>().Select(e => Ike with { Exchange = e }),
        .. Enum.GetValues<TransformMode>().Select(m => Ike with { Encapsulation = m }),
    ];

    private static IEnumerable<Rule.Ike> Transforms(Dialect dialect)
    {
        foreach (var set in dialect.Transforms.Encryption.Select(t => new TransformSet { Encryption = t })
            .Concat(dialect.Transforms.Authentication.Select(t => new TransformSet { Authentication = t }))
            .Concat(dialect.Transforms.Group.Select(t => new TransformSet { Group = t })))
        {
            yield return Ike with { Phase1 = set };
            yield return Ike with { Phase2 = set };
            yield return Ike with { SaType = SaType.Ah, Phase2 = set };
        }
    }

    private static void AssertDistinct(IEnumerable<string> words)
    {
        var all = words.ToArray();
        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
    }
}

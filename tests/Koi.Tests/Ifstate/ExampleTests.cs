using Koi.Ifstate.Trace;
using Koi.Tests.Ifstate.Language;

namespace Koi.Tests.Ifstate;

/// <summary>The files of docs/examples/ifstated: without a warning, and their traces come to what stands beside them.</summary>
public sealed class ExampleTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Examples", "ifstated");

    public static TheoryData<string> Names() =>
        [.. Directory.EnumerateFiles(Folder, "*.conf").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_does_what_its_trace_tells(string name)
    {
        var parsed = IfstatedRun.Parse(Read($"{name}.conf"), isStrict: true);
        Assert.Empty(parsed.Diagnostics.Concat(parsed.Remarks).Select(IfstatedRun.Place));
        Assert.Empty(parsed.UnusedMacros);

        var trace = TraceReader.Read(new($"{name}.trace", Read($"{name}.trace")), parsed.Configuration!);
        Assert.Empty(trace.Diagnostics.Select(IfstatedRun.Place));
        Assert.Equal(Read($"{name}.out"), string.Concat(TraceRun.Play(parsed.Configuration!, trace.Events).Select(line => $"{line}\n")));
    }

    [Fact]
    public void Every_example_is_in_the_table()
    {
        var table = Read("README.md");
        Assert.All(Names(), name => Assert.Contains($"| [{(string)name}.conf]({(string)name}.conf) |", table, StringComparison.Ordinal));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));
}

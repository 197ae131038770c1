using CsCheck;
using Koi.Ifstate.Trace;
using Koi.Tests.Ifstate.Language;

namespace Koi.Tests.Ifstate.Trace;

/// <summary>Any text is a trace or is told why not.</summary>
public sealed class TraceReaderTests
{
    private const string Configuration = """
        state one {
        	init {
        		run "init"
        	}
        	if ! eth0.link.up && "ping" every 1
        		set-state two
        	if any:ext.inet.changed
        		run "changed"
        }
        state two {
        	if eth0.link.up || ext.route.inet || after 5 || group:carp.demoted
        		set-state one
        }

        """;

    private static readonly string[] Words =
    [
        "link", "inet", "route", "group", "demotion", "exit", "end", "eth0", "ext", "carp", "up", "down", "unknown", "gone", "inet6", "192.0.2.1/24",
        "2001:db8::1/64", "\"ping\"", "'ping", "\"p\\\"\"", "0", "1", "255", "1.5", "500ms", "2m", "99999999999999999999h", "#", "\\", "-1", "\t", "\"\"", "é", "\0", "/",
    ];

    private static readonly Gen<string> Line = OneOf(Words).Array[0, 6].Select(words => string.Join(' ', words));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    [Fact]
    public void No_text_throws()
    {
        var configuration = IfstatedRun.Good(Configuration);
        Gen.OneOf(Line.Array[0, 5].Select(lines => string.Join('\n', lines)), Gen.String).Sample(
            text =>
            {
                var source = new Koi.Language.SourceText("trace", text);
                var parsed = TraceReader.Read(source, configuration);
                Assert.All(parsed.Diagnostics, d => Assert.InRange(d.Span!.Value.End, 0, text.Length));
                Assert.True(parsed.Diagnostics.IsEmpty || parsed.Events.IsEmpty);
                _ = TraceRun.Play(configuration, parsed.Events).Take(1000).Count();
            },
            iter: 5000,
            threads: 1);
    }

    [Fact]
    public void Good_lines_in_any_order_play_to_an_end()
    {
        var configuration = IfstatedRun.Good(Configuration);
        var change = OneOf(
            "link eth0 up", "link eth0 down", "link eth0 gone", "inet eth0 192.0.2.1/24", "inet eth0", "route eth0 inet", "route eth0 inet gone",
            "group ext eth0", "group ext", "demotion carp 1", "demotion carp 0", "exit 1 \"ping\"", "exit 0 'ping'");
        Gen.Select(Gen.Int[0, 400], change).Array[0, 20].Sample(
            lines =>
            {
                var at = 0;
                var text = string.Concat(lines.Select(line => $"{(at += line.Item1) * 10}ms {line.Item2}\n"));
                Assert.True(TraceText.Play(configuration, text) >= 4, text);
            },
            iter: 1000,
            threads: 1);
    }
}

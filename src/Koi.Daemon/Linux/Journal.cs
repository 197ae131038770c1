using Microsoft.Extensions.Logging;

namespace Koi.Daemon.Linux;

/// <summary>
/// A daemon's log: one event, one line, on standard error. Under systemd each line begins with its priority, <c>&lt;4&gt;</c>; else with
/// the daemon's name, if it is given one.
/// </summary>
/// <remarks>
/// sd-daemon(3). Written at once by the thread that logs: a daemon that dies has said why. One whose log is not read goes on, without.
/// </remarks>
public sealed class Journal : ILogger
{
    private readonly string prefix;
    private readonly bool isJournal;
    private readonly LogLevel least;
    private readonly LogOutput output = new();

    /// <summary>Opens it.</summary>
    /// <param name="name">The daemon's name; empty for lines that are read by scripts.</param>
    /// <param name="least">What is less important is not logged.</param>
    /// <param name="isPlain">Whether a person reads it, as with <c>-d</c>, even under systemd.</param>
    public Journal(string name, LogLevel least, bool isPlain)
    {
        isJournal = !isPlain && Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };
        (prefix, this.least) = (name.Length > 0 ? $"{name}: " : "", least);
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        output.Write(Line(logLevel, formatter(state, exception)), notice => Line(LogLevel.Warning, notice));
    }

    private string Line(LogLevel level, string text) =>
        $"{(isJournal ? $"<{Priority(level)}>" : prefix)}{text.ReplaceLineEndings(" ")}\n";

    /// <summary>syslog(3)'s numbers.</summary>
    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        LogLevel.Debug or LogLevel.Trace or LogLevel.None => 7,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}

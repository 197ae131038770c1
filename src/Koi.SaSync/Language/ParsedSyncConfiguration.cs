using System.Collections.Immutable;
using Koi.Language;

namespace Koi.SaSync.Language;

/// <summary>What a file says and what is wrong with it.</summary>
/// <param name="Configuration">Null when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
/// <param name="Secrets">Where the file has secrets, which no message may show.</param>
public sealed record ParsedSyncConfiguration(
    SyncConfiguration? Configuration, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SourceSpan> Secrets)
{
    /// <summary>A source's text with its secrets covered, of the same length.</summary>
    public string Redact(SourceText source)
    {
        var text = source.Text.ToCharArray();
        foreach (var secret in Secrets)
        {
            if (ReferenceEquals(secret.Source, source))
            {
                text.AsSpan(secret.Start, secret.Length).Fill('*');
            }
        }

        return new string(text);
    }
}

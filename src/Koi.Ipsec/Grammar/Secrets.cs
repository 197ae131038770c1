using Koi.Language;

namespace Koi.Ipsec.Grammar;

/// <summary>Covers keys and passwords in a text that is all there is to know.</summary>
/// <remarks>A configuration of several files is covered by <see cref="ParsedConfiguration.Redact"/>.</remarks>
public static class Secrets
{
    /// <inheritdoc cref="SecretPlaces.Redact"/>
    public static string Redact(SourceText source) => Redact(source.Text);

    /// <inheritdoc cref="SecretPlaces.Redact"/>
    public static string Redact(string text)
    {
        var places = new SecretPlaces();
        places.Learn(text);
        return places.Redact(text);
    }
}

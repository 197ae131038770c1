using Koi.Language;

namespace Koi.Ifstate.Language;

/// <summary>Reads ifstated.conf(5).</summary>
/// <remarks>OpenBSD 4.9 and current usr.sbin/ifstated/parse.y.</remarks>
public sealed partial class ConfigurationParser
{
    /// <summary>Reads a whole configuration.</summary>
    /// <param name="source">The main file.</param>
    /// <param name="environment">The machine's names and files.</param>
    /// <param name="macros">Macros of the command line; the file's are added.</param>
    /// <param name="style">How errors are worded: Koi's way with columns, or OpenBSD's <c>syntax error</c>.</param>
    public static ParsedConfiguration Parse(SourceText source, IfstateEnvironment environment, MacroTable macros, MessageStyle style) =>
        throw new System.Diagnostics.UnreachableException();
}

using System.Globalization;

namespace Koi.Interfaces.Groups;

/// <summary>What the comment of a set's element says about the membership: who made it, for which interface, and when.</summary>
/// <param name="Index">The interface's index when it joined by an administrator's will; null for automatic members and for
/// elements that somebody wrote by hand.</param>
/// <param name="Order">Grows with each joining; 0 when unknown.</param>
/// <param name="IsAutomatic">Whether Koi put it there.</param>
public readonly record struct ElementMark(int? Index, long Order, bool IsAutomatic)
{
    private const string Automatic = "auto";
    private const string Joined = "joined";
    private const string IfIndex = "ifindex";

    /// <summary>Of an element without a comment: written by hand.</summary>
    public static ElementMark ByHand => default;

    /// <summary>Reads <c>auto joined 18</c> or <c>ifindex 7 joined 17</c>; all else is somebody's own comment.</summary>
    public static ElementMark Parse(string? comment) => comment?.Split(' ') switch
    {
        [Automatic, Joined, var order] when TryParse(order, out var number) => new(null, number, IsAutomatic: true),
        [IfIndex, var index, Joined, var order] when TryParse(order, out var number) && TryParse(index, out var place)
            && place is > 0 and <= int.MaxValue => new((int)place, number, IsAutomatic: false),
        _ => ByHand,
    };

    /// <summary>The comment.</summary>
    public override string ToString() => IsAutomatic
        ? string.Create(CultureInfo.InvariantCulture, $"{Automatic} {Joined} {Order}")
        : string.Create(CultureInfo.InvariantCulture, $"{IfIndex} {Index ?? 0} {Joined} {Order}");

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

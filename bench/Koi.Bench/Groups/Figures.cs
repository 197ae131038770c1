using System.Globalization;

namespace Koi.Bench.Groups;

/// <summary>Many figures of one kind.</summary>
internal sealed class Figures
{
    private readonly List<double> values = [];

    internal int Count => values.Count;

    internal double Median => At(0.5);

    internal double P99 => At(0.99);

    internal void Add(double value) => values.Add(value);

    internal void Clear() => values.Clear();

    /// <summary>With three digits or so.</summary>
    internal static string Text(double value) => value.ToString(
        Math.Abs(value) < 1 ? "F3" : Math.Abs(value) < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);

    /// <summary>By the nearest rank.</summary>
    private double At(double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}

namespace Koi.Demo;

/// <summary>What the audience sees.</summary>
internal static class Screen
{
    /// <summary>A new scene.</summary>
    public static void Title(string text) => Console.WriteLine($"\n== {text}");

    /// <summary>What was typed, or where one looks, and what is seen there.</summary>
    public static void Show(string prompt, string text) =>
        Console.WriteLine($"\n{prompt}\n    {text.TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal)}");
}

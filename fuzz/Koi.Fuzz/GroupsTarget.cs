using Koi.Interfaces.Addresses;
using Koi.Interfaces.Groups;

namespace Koi.Fuzz;

/// <summary>Texts that others may have written: koid's mirror, comments of elements and of sets. None throws.</summary>
internal static class GroupsTarget
{
    public static void Read(string text)
    {
        Mirror.Write(Mirror.Read(text));
        foreach (var line in text.Split('\n'))
        {
            ReadMark(line);
            ReadExpression(line);
        }
    }

    /// <summary>Writes a sample of each.</summary>
    public static void WriteSeeds(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "mirror"), """
            table 7
            group ext 8
            member ext 2 eth0 17
            demote carp 3
            addresses a4_ext 11 interval (ext:network)
            addresses a6_self 12 single (self:0)

            """);
        File.WriteAllText(Path.Combine(folder, "marks"), "auto joined 18\nifindex 7 joined 17\nauto\n");
        File.WriteAllText(Path.Combine(folder, "expressions"), "(ext:network:0)\n(eth0:peer)\n(self:broadcast)\n(egress)\n");
    }

    private static void ReadMark(string line)
    {
        var mark = ElementMark.Parse(line);
        Check(mark == ElementMark.ByHand || mark == ElementMark.Parse(mark.ToString()), "a mark is printed as another");
    }

    private static void ReadExpression(string line)
    {
        var error = AddressExpression.TryParse(line, out var expression);
        Check(error is null == expression is not null, "neither an expression nor an error");
        Check(
            expression is null || (AddressExpression.TryParse(expression.ToString(), out var again) is null && expression == again),
            "an expression is printed as another");
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}

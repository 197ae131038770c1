using CsCheck;

namespace Koi.Tests.Ipsec;

public sealed class GetoptTests
{
    private const string Letters = "cC:dD:f:Fi:jkmns:v";

    private static readonly Gen<string> Argument = Gen.OneOf(
        Gen.String[Gen.Char["-cCdDfFijkmnsvxX:?=a "], 0, 6], Gen.String[Gen.Char["-cCdDfFijkmnsv"], 0, 4].Select(s => $"-{s}"), Gen.Const("--"), Gen.Const("-"));

    [Theory]
    [InlineData("-n -v -f x", "n v f=x")]
    [InlineData("-nvfx", "n v f=x")]
    [InlineData("-nvf x y", "n v f=x | y")]
    [InlineData("-f -", "f=-")]
    [InlineData("-f -n", "f=-n")]
    [InlineData("-n - -v", "n | - -v")]
    [InlineData("-n -- -v", "n | -v")]
    [InlineData("-n x -v", "n | x -v")]
    [InlineData("-D a=b -Dc=d", "D=a=b D=c=d")]
    [InlineData("-vv", "v v")]
    [InlineData("-x", "!unknown option -- x")]
    [InlineData("-:", "!unknown option -- :")]
    [InlineData("-nf", "n !option requires an argument -- f")]
    public void Options_are_read_as_getopt_reads_them(string arguments, string read) => Assert.Equal(read, Read(arguments.Split(' '), out _));

    [Fact]
    public void Any_arguments_are_walked_to_the_end() =>
        Argument.Array[0, 6].Sample(arguments =>
        {
            Read(arguments, out var rest);

            Assert.True(rest <= arguments.Length);
        }, iter: 2000);

    [Fact]
    public void Letters_may_stand_together_or_alone() =>
        Gen.Char["cdFjkmnv"].Array[1, 8].Sample(letters => Assert.Equal(
            Read([.. letters.Select(c => $"-{c}")], out _),
            Read([$"-{new string(letters)}"], out _)));

    private static string Read(string[] arguments, out int rest)
    {
        var getopt = new Getopt(arguments, Letters);
        List<string> read = [];
        while (getopt.Next() is { } letter)
        {
            if (getopt.Error is { } error)
            {
                read.Add($"!{error}");
                break;
            }

            read.Add(Letters.Contains($"{letter}:", StringComparison.Ordinal) ? $"{letter}={getopt.Operand}" : $"{letter}");
        }

        rest = getopt.Rest.Length;
        return string.Join(' ', rest == 0 ? read : [.. read, "|", .. getopt.Rest]);
    }
}

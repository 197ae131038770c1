using System.Globalization;

namespace Koi.Tests.Ifstate.Language;

/// <summary>OpenBSD's grammar written down once more, as plainly as it goes; its answer is what <see cref="Trees"/> shows, or null.</summary>
internal sealed class OldParser
{
    private readonly OldLexer lexer;
    private readonly List<(string Name, string Init, string Body)> states = [];
    private readonly List<string> targets = [];
    private string token;
    private string init = "";
    private string? initial;
    private bool isInState;

    private OldParser(string text)
    {
        lexer = new(text);
        token = lexer.Next();
    }

    internal static string? Read(string text)
    {
        try
        {
            return new OldParser(text).Grammar();
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private string Grammar()
    {
        var global = "";
        while (token.Length > 0)
        {
            if (IsString)
            {
                Macro();
            }
            else if (token is "init-state")
            {
                Take();
                initial = String();
            }
            else if (token is "state")
            {
                State();
            }
            else if (token is not OldLexer.NewLine)
            {
                global += Action();
            }

            Expect(OldLexer.NewLine);
        }

        if (initial is not null)
        {
            targets.Add(initial);
        }

        if (targets.Exists(t => !states.Exists(s => string.Equals(s.Name, t, StringComparison.Ordinal))))
        {
            throw new FormatException("missing state");
        }

        var first = initial ?? (states.Count > 0 ? states[0].Name : "-");
        return $"[{first}] {{{global}}}" + string.Concat(states.Select(s => $"\n<{s.Name}> init {{{s.Init}}} body {{{s.Body}}}"));
    }

    private void Macro()
    {
        var name = String();
        Expect("=");
        var value = String();
        while (IsString)
        {
            value += $" {String()}";
        }

        lexer.Macros[name.AsSpan().ContainsAny(' ', '\t') ? throw new FormatException("name") : name] = value;
    }

    private void State()
    {
        Take();
        var name = String();
        while (IsString)
        {
            name += $" {String()}";
        }

        (init, isInState) = ("", true);
        var body = Braces(isState: true);
        isInState = false;
        states.Add(states.Exists(s => string.Equals(s.Name, name, StringComparison.Ordinal)) ? throw new FormatException("state") : (name, init, body));
    }

    private string Braces(bool isState)
    {
        NewLines();
        Expect("{");
        NewLines();
        var body = "";
        do
        {
            if (isState && token is "init")
            {
                Take();
                init += Block();
            }
            else
            {
                body += Action();
            }

            Expect(OldLexer.NewLine);
            NewLines();
        }
        while (token is not "}");
        Take();
        return body;
    }

    private string Block()
    {
        NewLines();
        return token is "{" ? Braces(isState: false) : Action();
    }

    private string Action()
    {
        switch (token)
        {
            case "run":
                Take();
                return $"run <{String()}>;";
            case "set-state" when isInState:
                Take();
                targets.Add(String());
                return $"set <{targets[^1]}>;";
            case "if":
                Take();
                var condition = Expression();
                return $"if {condition} {{{Block()}}};";
            default:
                throw new FormatException(token);
        }
    }

    private string Expression()
    {
        var left = Unary();
        while (token is "&&" or "||")
        {
            var sign = Take();
            left = $"({left} {sign} {Unary()})";
        }

        return left;
    }

    private string Unary()
    {
        if (token is "!")
        {
            Take();
            return $"(! {Unary()})";
        }

        if (token is "(")
        {
            Take();
            var inner = Expression();
            Expect(")");
            return inner;
        }

        var name = String();
        if (token is "every")
        {
            Take();
            var seconds = token.StartsWith(OldLexer.Number) ? long.Parse(Take()[1..], CultureInfo.InvariantCulture) : throw new FormatException("number");
            return seconds is >= 1 and <= uint.MaxValue ? $"<{name}> each {seconds}" : throw new FormatException("interval");
        }

        // What Koi takes for a group was an interface that cannot be there.
        name = name.StartsWith("group:", StringComparison.Ordinal) && name.Length > 6 ? $"any:{name[6..]}" : name;
        Expect(".");
        Expect("link");
        Expect(".");
        return $"<{name}> is " + Take() switch
        {
            "up" => "Up",
            "down" => "Down",
            "unknown" => "Unknown",
            var other => throw new FormatException(other),
        };
    }

    private bool IsString => token.StartsWith(OldLexer.String);

    private string String() => IsString ? Take()[1..] : throw new FormatException(token);

    private void NewLines()
    {
        while (token is OldLexer.NewLine)
        {
            Take();
        }
    }

    private void Expect(string wanted)
    {
        if (!string.Equals(Take(), wanted, StringComparison.Ordinal))
        {
            throw new FormatException($"no {wanted}");
        }
    }

    private string Take()
    {
        var taken = token;
        token = lexer.Next();
        return taken;
    }
}

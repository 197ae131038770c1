using System.Text;

namespace Koi.Ipsec.Isakmpd;

/// <summary>What isakmpd's FIFO is told about a rule.</summary>
/// <param name="Text">Whole lines; after a failure the last one is cut.</param>
/// <param name="Failure">What isakmpd cannot do; null for success.</param>
public readonly record struct FifoText(string Text, string? Failure);

/// <summary>Collects lines for isakmpd.</summary>
/// <remarks>OpenBSD sbin/isakmpd/ui.c reads them; sbin/ipsecctl/ike.c writes them.</remarks>
internal sealed class FifoLines
{
    private readonly StringBuilder text = new(1024);

    internal string? Failure { get; private set; }

    /// <summary><c>C set [section]:tag=value force</c>.</summary>
    internal FifoLines Set(string section, string tag, string value)
    {
        if (Failure is null)
        {
            text.Append("C set [").Append(section).Append("]:").Append(tag).Append('=').Append(value).Append(" force\n");
        }

        return this;
    }

    /// <summary><c>C add [section]:tag=value force</c>.</summary>
    internal FifoLines Add(string section, string tag, string value) => Raw($"C add [{section}]:{tag}={value} force\n");

    /// <summary>Appends text as it is.</summary>
    internal FifoLines Raw(string more)
    {
        if (Failure is null)
        {
            text.Append(more);
        }

        return this;
    }

    /// <summary>Stops: nothing is appended any more.</summary>
    internal FifoLines Fail(string failure)
    {
        Failure ??= failure;
        return this;
    }

    internal FifoText Finish() => new(text.ToString(), Failure);
}

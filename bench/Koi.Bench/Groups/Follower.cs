using Koi.Lab;

namespace Koi.Bench.Groups;

/// <summary>A program that keeps <c>g_egress</c> and <c>g_bridge</c> of <c>table inet koi</c> right.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Start">Starts it on a host.</param>
internal sealed record Follower(string Name, Func<Host, RunningProgram> Start)
{
    private const string Table = """
        nft 'add table inet koi; add set inet koi g_bridge { type ifname; }; add set inet koi g_egress { type ifname; }'

        """;

    /// <summary>As an administrator writes it who trusts each line of ip monitor.</summary>
    private const string Lines = Table + """
        ip -o -d monitor link | while read -r line; do
            case $line in
            *' bridge '*) ;;
            *) continue ;;
            esac
            name=${line#*: }
            name=${name%%[:@]*}
            case $line in
            Deleted*) nft "delete element inet koi g_bridge { $name }" ;;
            *) nft "add element inet koi g_bridge { $name }" ;;
            esac
        done &
        ip -o monitor route | while read -r line; do
            case $line in
            'default '*)
                name=${line#*dev }
                nft "flush set inet koi g_egress; add element inet koi g_egress { ${name%% *} }" ;;
            esac
        done

        """;

    /// <summary>As one writes it who wants it right: any line is a reason to look at all.</summary>
    private const string Recomputed = Table + """
        ip -o monitor link | while read -r line; do
            names=$(ip -o link show type bridge | awk -F': ' '{ printf "%s%s", comma, $2; comma = ", " }')
            nft "flush set inet koi g_bridge; ${names:+add element inet koi g_bridge { $names \}}"
        done &
        ip -o monitor route | while read -r line; do
            names=$(ip -j route show default | tr ',' '\n' | awk -F'"' '$2 == "dev" { printf "%s%s", comma, $4; comma = ", " }')
            nft "flush set inet koi g_egress; ${names:+add element inet koi g_egress { $names \}}"
        done

        """;

    /// <summary>Koi's daemon.</summary>
    internal static Follower Koid(string koi) => new("koid", host =>
    {
        var started = host.Start(koi, "koid", "-d");
        started.WaitForLine("keeping groups");
        return started;
    });

    /// <summary>All of them, koid first.</summary>
    internal static Follower[] All(string koi) =>
    [
        Koid(koi),
        new("ip monitor, nft for each line", host => host.Start("sh", "-c", Lines)),
        new("ip monitor, ip and awk and nft", host => host.Start("sh", "-c", Recomputed)),
    ];
}

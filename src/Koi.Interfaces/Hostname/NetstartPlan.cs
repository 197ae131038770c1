using System.Collections.Immutable;
using Koi.Interfaces.Ifconfig;

namespace Koi.Interfaces.Hostname;

/// <summary>A part of a start of the network.</summary>
public abstract record NetstartPart
{
    private NetstartPart()
    {
    }

    /// <summary>An interface.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Creation">What makes it when it does not exist; null when nothing can, and it is skipped then.</param>
    /// <param name="Steps">In order.</param>
    public sealed record Interface(string Name, NetstartStep.Ifconfig? Creation, ImmutableArray<NetstartStep> Steps) : NetstartPart
    {
        /// <summary>Whether what makes it also brings one that exists to what the file says.</summary>
        public bool IsCreationRepeated { get; init; }
    }

    /// <summary>The default routes: of each family the first router that the kernel takes.</summary>
    /// <param name="Families">One list for each family.</param>
    public sealed record DefaultRoutes(ImmutableArray<ImmutableArray<Gateway>> Families) : NetstartPart;

    /// <summary>Waits until no address is tentative.</summary>
    public sealed record AwaitAddresses : NetstartPart;
}

/// <summary>Everything a run of netstart(8) does.</summary>
/// <param name="Parts">In order.</param>
public sealed record NetstartPlan(ImmutableArray<NetstartPart> Parts)
{
    /// <summary>The start of all interfaces, and of the network. A carp interface comes after the one that it is on, be it a bridge,
    /// which netstart(8) starts late.</summary>
    /// <param name="files">Without errors.</param>
    /// <param name="mygate">Without errors.</param>
    /// <param name="exists">Whether there is such an interface before anything is done.</param>
    public static NetstartPlan ForAll(IReadOnlyCollection<HostnameFile> files, Mygate mygate, Func<string, bool> exists)
    {
        var named = files.Select(file => file.Interface).ToHashSet(StringComparer.Ordinal);
        var parts = files
            .Select(file => (Name: file.Interface, After: CarpPart.ParentOf(file) is { } parent && named.Contains(parent) ? parent : file.Interface, Part: (NetstartPart)PartOf(file)))
            .Prepend((Name: InterfaceFamily.Loopback, After: InterfaceFamily.Loopback, Part: LoopbackPart))
            .OrderBy(one => Math.Max(InterfaceFamily.Rank(one.Name), InterfaceFamily.Rank(one.After)))
            .ThenBy(one => InterfaceFamily.Rank(one.Name) < InterfaceFamily.Rank(one.After))
            .ThenBy(one => one.Name, StringComparer.Ordinal)
            .ToLookup(one => InterfaceFamily.IsAfterRoutes(one.Name) || InterfaceFamily.IsAfterRoutes(one.After), one => one.Part);
        return new([.. parts[false], RoutesPart(files, mygate, exists), .. parts[true], new NetstartPart.AwaitAddresses()]);
    }

    /// <summary>The start of some interfaces, in the order they are given, and then the default routes, which may have gone with them.</summary>
    /// <param name="files">Of the interfaces.</param>
    /// <param name="others">Of all others, with errors or not: a family that one of these configures has no default route from mygate.</param>
    /// <param name="mygate">Without errors.</param>
    /// <param name="exists">Whether there is such an interface before anything is done.</param>
    public static NetstartPlan ForSome(
        IReadOnlyCollection<HostnameFile> files, IEnumerable<HostnameFile> others, Mygate mygate, Func<string, bool> exists) =>
        new([.. files.Select(PartOf), RoutesPart([.. files, .. others], mygate, exists)]);

    private static NetstartPart LoopbackPart { get; } = new NetstartPart.Interface(
        InterfaceFamily.Loopback,
        Creation: null,
        [new NetstartStep.Ifconfig([InterfaceFamily.Loopback, "inet", "127.0.0.1/8"], Line: null)]);

    private static NetstartPart.Interface PartOf(HostnameFile file) => CarpPart.Of(file) ?? new(
        file.Interface,
        CreationWords.IsCloned(file.Interface) ? new([file.Interface, "create", .. Creation.WordsOf(file)], Line: null) : null,
        [.. file.Lines.SelectMany(line => StepsOf(file.Interface, line))]);

    internal static IEnumerable<NetstartStep> StepsOf(string name, HostnameLine line) => line switch
    {
        HostnameLine.Address address => [Ifconfig(name, address.Words, line)],
        HostnameLine.Verbatim verbatim => [Ifconfig(name, verbatim.Words, line)],
        HostnameLine.Shell shell => [new NetstartStep.Shell(shell.Command, line.Span)],
        HostnameLine.Dhcp dhcp => [IfconfigUp(name, dhcp.Options, line), new NetstartStep.Dhcp(name, line.Span)],
        HostnameLine.RouterSolicitation rtsol => [new NetstartStep.RouterSolicitation(name, line.Span), IfconfigUp(name, rtsol.Options, line)],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static NetstartStep.Ifconfig Ifconfig(string name, ImmutableArray<HostnameWord> words, HostnameLine line) =>
        new([name, .. words.Select(word => word.Text)], line.Span);

    private static NetstartStep.Ifconfig IfconfigUp(string name, ImmutableArray<HostnameWord> options, HostnameLine line) =>
        new([name, .. options.Select(word => word.Text), "up"], line.Span);

    private static NetstartPart.DefaultRoutes RoutesPart(IEnumerable<HostnameFile> files, Mygate mygate, Func<string, bool> exists)
    {
        var started = files.Where(file => exists(file.Interface) || CreationWords.IsCloned(file.Interface)).ToArray();
        var v4 = mygate.Gateways.Where(gateway => !gateway.Address.IsV6 && !started.Any(file => file.IsAutoconfiguredV4));
        var v6 = mygate.Gateways.Where(gateway => gateway.Address.IsV6 && !started.Any(file => file.IsAutoconfiguredV6));
        return new([.. ((ImmutableArray<Gateway>[])[[.. v4], [.. v6]]).Where(family => !family.IsEmpty)]);
    }
}

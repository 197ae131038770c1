namespace Koi.Interfaces.Ifconfig;

/// <summary>Which interfaces a name stands for.</summary>
public static class Selection
{
    /// <summary>
    /// An interface of that name; else, for a name without a number at its end, the members of that group in the order of joining;
    /// else all interfaces of that kind.
    /// </summary>
    /// <returns>Empty when there is none.</returns>
    /// <remarks>OpenBSD 4.9 sbin/ifconfig/ifconfig.c, printif.</remarks>
    public static IEnumerable<Interface> Find(InterfaceTable table, GroupState groups, string name)
    {
        if (table.Find(name) is { } exact)
        {
            return [exact];
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[^1]))
        {
            return [];
        }

        if (name is GroupName.All)
        {
            return table.InOrder();
        }

        var members = groups.Groups.GetValueOrDefault(name)?.Members.OrderBy(m => m.Order).Select(m => table.Find(m.Interface)).OfType<Interface>().ToArray();
        return members is { Length: > 0 } ? members : table.InOrder().Where(i => CloneKind.Matches(name, i.Link) || IsNumbered(i.Name, name));
    }

    /// <summary>Whether a name is that of a driver with a number: <c>eth0</c> of <c>eth</c>.</summary>
    private static bool IsNumbered(string interfaceName, string driver) => interfaceName.Length > driver.Length
        && interfaceName.StartsWith(driver, StringComparison.Ordinal)
        && interfaceName[driver.Length..].All(char.IsAsciiDigit);
}

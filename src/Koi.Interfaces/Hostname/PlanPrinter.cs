namespace Koi.Interfaces.Hostname;

/// <summary>The commands of a plan, as <c>netstart -n</c> shows them.</summary>
public static class PlanPrinter
{
    /// <summary>One line a command; interfaces that are not there and cannot be made are left out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="exists">Whether there is such an interface now.</param>
    /// <param name="dhcp">The client there is; null when there is none.</param>
    /// <param name="isForwarding">Whether an interface forwards IPv6.</param>
    public static IEnumerable<string> Print(NetstartPlan plan, Func<string, bool> exists, DhcpClient? dhcp, Func<string, bool> isForwarding)
    {
        foreach (var part in plan.Parts)
        {
            if (part is NetstartPart.DefaultRoutes routes)
            {
                foreach (var family in routes.Families)
                {
                    yield return string.Join(" || ", family);
                }
            }
            else if (part is NetstartPart.Interface one && (exists(one.Name) || one.Creation is not null))
            {
                foreach (var step in exists(one.Name) && !one.IsCreationRepeated ? one.Steps : one.Steps.Prepend(one.Creation!))
                {
                    foreach (var command in step.Print(dhcp, isForwarding))
                    {
                        yield return command;
                    }
                }
            }
        }
    }
}

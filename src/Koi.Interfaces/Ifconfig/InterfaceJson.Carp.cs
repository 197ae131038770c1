using System.Text.Json;
using Koi.Interfaces.Carp;

namespace Koi.Interfaces.Ifconfig;

/// <content>Carp interfaces.</content>
public sealed partial class InterfaceJson
{
    private void WriteCarp(Utf8JsonWriter json, InterfaceView view) => WriteObject(json, "carp", view.Carp, carp =>
    {
        json.WriteString("state", CarpRoles.Word(CarpRoles.Of(view.Link)));
        json.WriteString("carpdev", Parent(view.Link));
        json.WriteNumber("vhid", carp.Vhid);
        json.WriteNumber("advbase", carp.AdvBase);
        json.WriteNumber("advskew", carp.AdvSkew);
        json.WriteString("carppeer", carp.Peer?.ToString());
        json.WriteString("syncpeer", carp.SyncPeer?.ToString());
        json.WriteString("lladdr", carp.UsesParentAddress ? CarpText.OfParent : null);
    });
}

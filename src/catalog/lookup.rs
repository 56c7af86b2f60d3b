//! The table of the cloud's lists, and what the pure part knows of each.

use crate::language::tr;

/// The one place that says which lists there are. A new list is a row here and its method on the client; whoever needs
/// something of each list hands a macro in, which gets all rows.
///
/// A row has the variant, with the answer that the list depends on; the noun, in words that fit after "no" and before
/// "could be read"; whose the list is; the permission it takes to read it, as the cloud's policies name it; and the
/// client's method that reads it.
macro_rules! with_lists {
    ($use_rows:ident) => {
        $use_rows! {
            /// All regions, with their display names.
            Regions: tr("regions"), Account, tr("to list regions"), regions;
            /// The account's projects in a region, by the region's id.
            Projects { region }: tr("projects"), Account, "iam:projects:listProjects", projects;
            /// Enterprise projects; `0` is the default one.
            EnterpriseProjects: tr("enterprise projects"), Project, "eps:enterpriseProjects:list", enterprise_projects;
            /// Tags that instances of the project have, each key with each of its values.
            Tags: tr("tags"), Project, tr("to list tags of instances"), tags;
            /// Flavors on sale in the region, of one engine.
            Flavors { engine }: tr("flavors"), MessageService, "dms:instance:list", flavors;
            /// Availability zones of the region.
            Zones: tr("zones"), MessageService, "dms:instance:list", zones;
            /// Virtual private clouds.
            Vpcs: tr("VPCs"), Project, "vpc:vpcs:list", vpcs;
            /// Subnets of one VPC, by network id.
            Subnets { vpc }: tr("subnets"), Project, "vpc:subnets:get", subnets;
            /// Security groups.
            SecurityGroups: tr("security groups"), Project, "vpc:securityGroups:get", security_groups;
            /// KMS keys.
            Keys: tr("keys"), Project, "kms:cmk:list", keys;
            /// Elastic IP addresses.
            Eips: tr("EIPs"), Project, "vpc:publicIps:list", eips;
            /// RocketMQ instances of the project, those whose creation failed left out.
            Instances: tr("instances"), Project, "dms:instance:list", instances;
            /// TCP ports a security group lets in over IPv4, as ranges.
            OpenPorts { group }: tr("open ports"), Project, "vpc:securityGroups:get", open_ports;
        }
    };
}
pub(crate) use with_lists;

/// Whose a list is. This decides how long it counts, and how much is lost with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The account's: the same list in every region and project.
    Account,
    /// It counts for the region and project that were chosen.
    Project,
    /// The same, and it comes from the message service itself, without which nothing can be bought.
    MessageService,
}

/// What a row of the table says of its list.
struct Row {
    noun: &'static str,
    owner: Owner,
    permission: &'static str,
}

macro_rules! define_lookup {
    ($($(#[$about:meta])* $list:ident $({ $of:ident })?: $noun:expr, $owner:ident, $needs:expr, $method:ident;)*) => {
        /// A question for the cloud whose answer is a list. Answers are filed under the question, so one that comes
        /// late is merely early for the next time it is asked.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Lookup {
            $($(#[$about])* $list $({ $of: String })?,)*
        }

        impl Lookup {
            fn row(&self) -> Row {
                match self {
                    $(Self::$list { .. } => Row { noun: $noun, owner: Owner::$owner, permission: $needs },)*
                }
            }
        }
    };
}
with_lists!(define_lookup);

impl Lookup {
    /// What the list holds, in words that fit after "no" and before "could be read".
    pub fn noun(&self) -> &'static str {
        self.row().noun
    }

    /// Whose the list is.
    pub fn owner(&self) -> Owner {
        self.row().owner
    }

    /// Whether the list is the same in every region and project.
    pub fn is_of_account(&self) -> bool {
        self.owner() == Owner::Account
    }

    /// The permission it takes to read the list, as the cloud's policies name it.
    pub fn permission(&self) -> &'static str {
        self.row().permission
    }
}

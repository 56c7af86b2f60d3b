//! What of the standard world the tests speak of, and bodies to start from.

use crate::caller::{Caller, of_project};
use serde_json::{Value as Json, json};

/// The ids the cases below speak of by name.
pub(crate) struct Ids {
    pub(crate) orders: String,
    pub(crate) tier_a: String,
    pub(crate) tier_b: String,
    pub(crate) tier_c: String,
    pub(crate) small: String,
    pub(crate) bare: String,
    pub(crate) group: String,
    pub(crate) zones: Vec<String>,
    pub(crate) eips: Vec<String>,
    pub(crate) bound: String,
    pub(crate) locked: String,
    pub(crate) v6: String,
    pub(crate) keys: Vec<(String, String)>,
}

impl Ids {
    pub(crate) async fn read(caller: &Caller) -> Self {
        let orders = caller.id(&of_project("v1", "vpcs"), "vpcs", "name", "vpc-orders").await;
        let subnet = async |name: &str| caller.id(&of_project("v1", "subnets"), "subnets", "name", name).await;
        let eip = async |alias: &str| caller.id(&of_project("v3", "eip/publicips"), "publicips", "alias", alias).await;
        let groups = of_project("v3", "vpc/security-groups");
        let zones = caller.get("/v2/available-zones", &[]).await.json();
        let keys = caller.post(&of_project("v1.0", "kms/list-keys"), &json!({ "key_spec": "ALL" })).await.json();
        let text = |item: &Json, key: &str| item[key].as_str().unwrap().to_owned();
        Self {
            tier_a: subnet("app-tier-a").await,
            tier_b: subnet("app-tier-b").await,
            tier_c: subnet("app-tier-c").await,
            small: subnet("db-tier").await,
            bare: subnet("bare-metal").await,
            group: caller.id(&groups, "security_groups", "name", "sg-mq").await,
            zones: zones["available_zones"].as_array().unwrap().iter().map(|zone| text(zone, "id")).collect(),
            eips: vec![eip("mq-1").await, eip("mq-2").await, eip("mq-3").await],
            bound: caller.id(&of_project("v3", "eip/publicips"), "publicips", "status", "ACTIVE").await,
            locked: eip("frozen-by-police").await,
            v6: eip("v6").await,
            keys: keys["key_details"]
                .as_array()
                .unwrap()
                .iter()
                .map(|k| (text(k, "key_alias"), text(k, "key_id")))
                .collect(),
            orders,
        }
    }

    pub(crate) fn key(&self, alias: &str) -> &str {
        &self.keys.iter().find(|(name, _)| name == alias).unwrap().1
    }

    /// A 5.x instance across three zones, public and paid by the month.
    pub(crate) fn cluster(&self) -> Json {
        json!({
            "name": "orders-prod", "description": "订单", "engine": "rocketmq", "engine_version": "5.x",
            "storage_space": 900, "vpc_id": self.orders, "subnet_id": self.tier_b, "security_group_id": self.group,
            "available_zones": self.zones[..3], "product_id": "rocketmq.p2.large.12", "ssl_enable": false,
            "storage_spec_code": "dms.physical.storage.ultra.v2", "enable_acl": true, "ipv6_enable": false,
            "proxy_enable": false, "arch_type": "ARM", "tls_mode": "PERMISSIVE", "broker_num": 1,
            "enable_publicip": true, "publicip_id": self.eips.join(","), "disk_encrypted_enable": false,
            "bss_param": { "charging_mode": "prePaid", "period_type": "month", "period_num": 1,
                           "is_auto_renew": false, "is_auto_pay": true }
        })
    }
}

/// A copy of a body with some of it changed.
pub(crate) trait With {
    fn with(&self, changes: &[(&str, Json)]) -> Json;
}

impl With for Json {
    fn with(&self, changes: &[(&str, Json)]) -> Json {
        let mut body = self.clone();
        for (key, value) in changes {
            match key.split_once('.') {
                Some((outer, inner)) => body[outer][inner] = value.clone(),
                None => body[*key] = value.clone(),
            }
        }
        body
    }
}

/// The API page's example, with a key of the standard world for its disk encryption.
pub(crate) fn example(key: &str) -> Json {
    json!({
        "name": "reliability-1751840557", "engine": "reliability", "engine_version": "4.8.0", "storage_space": 600,
        "vpc_id": "3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf", "subnet_id": "0a0f1fcb-f019-458d-b9e5-301867394d50",
        "security_group_id": "23c5977f-ff33-4b95-a73e-08d8a0bc4e6c",
        "available_zones": ["9f1c5806706d4c1fb0eb72f0a9b18c77"], "product_id": "c6.4u8g.cluster", "ssl_enable": false,
        "storage_spec_code": "dms.physical.storage.ultra.v2", "enterprise_project_id": "0", "ipv6_enable": false,
        "enable_publicip": false, "publicip_id": "", "disk_encrypted_enable": true, "disk_encrypted_key": key,
        "broker_num": 1
    })
}

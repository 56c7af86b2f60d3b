//! The wizard that buys a Huawei Cloud DMS for RocketMQ instance from a terminal.

pub mod app;
pub mod catalog;
pub mod cloud;
pub mod form;
pub mod perform;
pub mod purchase;
pub mod runtime;
pub mod sandbox;
pub mod secret;
pub mod steps;
pub mod terminal;
pub mod view;
pub mod store;

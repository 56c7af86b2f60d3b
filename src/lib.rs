//! The wizard that buys a Huawei Cloud DMS for RocketMQ instance from a terminal.

pub mod app;
pub mod args;
pub mod arrival;
pub mod catalog;
pub mod clock;
pub mod cloud;
pub mod commands;
pub mod export;
pub mod failure;
pub mod form;
pub mod purchase;
pub mod runtime;
pub mod sandbox;
pub mod secret;
pub mod service;
pub mod steps;
pub mod store;
pub mod terminal;
pub mod text;
pub mod view;
pub mod zone;
